#include "engine/users/choices.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hrp::engine {
namespace {

using Strategy = testcase::ThinkTimeStep::Strategy;
using std::chrono::milliseconds;
using std::chrono::seconds;

std::vector<std::shared_ptr<const testcase::Program>> programs(const std::vector<int>& weights) {
  std::vector<std::shared_ptr<const testcase::Program>> result;
  for (const int weight : weights) {
    auto program = std::make_shared<testcase::Program>();
    program->weight = weight;
    result.push_back(std::move(program));
  }
  return result;
}

std::array<int, 3> chosen(const std::vector<int>& weights) {
  const ProgramChoice choice(programs(weights));
  base::Random random(7);
  std::array<int, 3> counts{};
  for (int i = 0; i < 4000; ++i) ++counts[choice.choose(random)];
  return counts;
}

TEST(ProgramChoice, FollowsTheWeights) {
  const auto counts = chosen({3, 1, 0});
  EXPECT_NEAR(counts[0], 3000, 150);
  EXPECT_NEAR(counts[1], 1000, 150);
  EXPECT_EQ(counts[2], 0);
}

TEST(ProgramChoice, WithoutWeightsAllAreEqual) {
  for (const int count : chosen({0, 0, 0})) EXPECT_NEAR(count, 1333, 150);
}

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
