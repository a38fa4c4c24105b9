#include "hrp/base/random.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hrp::base {
namespace {

TEST(RandomTest, OneSeedGivesOneSequence) {
  Random first(42);
  Random second(42);
  Random other(43);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t value = first.next();
    EXPECT_EQ(value, second.next());
    differs = differs || value != other.next();
  }
  EXPECT_TRUE(differs);
}

TEST(RandomTest, BelowIsEvenAndInside) {
  Random random(7);
  std::array<int, 10> seen{};
  for (int i = 0; i < 100'000; ++i) ++seen.at(random.below(10));
  for (const int count : seen) EXPECT_NEAR(count, 10'000, 500);
}

TEST(RandomTest, UnitAndBetweenStayInTheirRange) {
  Random random(9);
  double sum = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double unit = random.unit();
    EXPECT_GE(unit, 0);
    EXPECT_LT(unit, 1);
    sum += unit;
    const double between = random.between(-2, 3);
    EXPECT_GE(between, -2);
    EXPECT_LT(between, 3);
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.02);
}

TEST(RandomTest, EntropySeedsDiffer) {
  EXPECT_NE(entropySeed(), entropySeed());
}

}  // namespace
}  // namespace hrp::base
