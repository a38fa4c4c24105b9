#include "engine/pace/pause_gate.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace hrp::engine {
namespace {

std::future<void> passing(PauseGate& gate) {
  auto passed = std::async(std::launch::async, [&gate] { gate.pass(); });
  while (!gate.holds()) std::this_thread::yield();
  return passed;
}

TEST(PauseGateTest, HoldsUntilItIsOpened) {
  PauseGate gate;
  gate.open();  // of a pause before
  auto passed = passing(gate);
  EXPECT_EQ(passed.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  gate.open();
  passed.get();
  EXPECT_FALSE(gate.holds());
}

TEST(PauseGateTest, NobodyWaitsAtOneThatIsGone) {
  PauseGate gate;
  auto passed = passing(gate);
  gate.remove();
  passed.get();
  gate.pass();
  EXPECT_FALSE(gate.holds());
}

}  // namespace
}  // namespace hrp::engine
