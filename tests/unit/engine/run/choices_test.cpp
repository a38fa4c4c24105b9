#include "engine/run/choices.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hrp::engine {
namespace {

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

}  // namespace
}  // namespace hrp::engine
