#include "engine/steps/think_time.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using Strategy = testcase::ThinkTimeStep::Strategy;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ThinkTime, Strategies) {
  base::Random random(1);
  testcase::ThinkTimeStep step;
  step.time = seconds(2);
  EXPECT_EQ(thinkTime(step, random), seconds(2));
  step.strategy = Strategy::kMultiply;
  step.low = 1.5;
  EXPECT_EQ(thinkTime(step, random), seconds(3));
  step.strategy = Strategy::kIgnore;
  EXPECT_EQ(thinkTime(step, random), seconds(0));
  step.strategy = Strategy::kRandomPercentage;
  step.low = 0.5;
  step.high = 1.5;
  base::Duration lowest = seconds(100);
  base::Duration highest{};
  for (int i = 0; i < 1000; ++i) {
    const base::Duration time = thinkTime(step, random);
    lowest = std::min(lowest, time);
    highest = std::max(highest, time);
  }
  EXPECT_GE(lowest, seconds(1));
  EXPECT_LT(lowest, milliseconds(1050));
  EXPECT_LE(highest, seconds(3));
  EXPECT_GT(highest, milliseconds(2950));
}

TEST(ThinkTime, LimitCaps) {
  base::Random random(1);
  testcase::ThinkTimeStep step;
  step.time = seconds(60);
  step.limit = seconds(5);
  EXPECT_EQ(thinkTime(step, random), seconds(5));
}

}  // namespace
}  // namespace hrp::engine
