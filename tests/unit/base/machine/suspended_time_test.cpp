#include "hrp/base/machine/suspended_time.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(SuspendedTimeTest, StandsStillWhileTheMachineRuns) {
  const Duration first = suspendedTime();
  const Duration second = suspendedTime();
  EXPECT_LT(std::chrono::abs(second - first), std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace hrp::base
