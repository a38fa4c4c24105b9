#include "hrp/base/run_state.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(RunStateTest, NumbersAndNamesAreThoseOfTheControlApi) {
  EXPECT_EQ(static_cast<int>(RunState::kReady), 1);
  EXPECT_EQ(static_cast<int>(RunState::kMissing), 7);
  EXPECT_EQ(toString(RunState::kReady), "ready");
  EXPECT_EQ(toString(RunState::kSpawning), "spawning");
  EXPECT_EQ(toString(RunState::kRunning), "running");
  EXPECT_EQ(toString(RunState::kStopping), "draining");
  EXPECT_EQ(toString(RunState::kStopped), "stopped");
  EXPECT_EQ(toString(RunState::kQuitting), "quitting");
  EXPECT_EQ(toString(RunState::kMissing), "missing");
}

}  // namespace
}  // namespace hrp::base
