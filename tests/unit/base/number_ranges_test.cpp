#include "hrp/base/number_ranges.hpp"

#include <gtest/gtest.h>

#include <set>

#include "hrp/base/random.hpp"

namespace hrp::base {
namespace {

using Range = NumberRanges::Range;

TEST(NumberRanges, JoinsNeighboursAndCutsHoles) {
  NumberRanges ranges;
  ranges.add({10, 5});
  ranges.add({20, 5});
  ranges.add({15, 5});
  EXPECT_EQ(ranges.list(), (std::vector<Range>{{10, 15}}));
  ranges.subtract({12, 3});
  EXPECT_EQ(ranges.list(), (std::vector<Range>{{10, 2}, {15, 10}}));
  EXPECT_EQ(ranges.count(), 12U);
  EXPECT_EQ(ranges.takeLowest(8), (Range{10, 2}));
  EXPECT_EQ(ranges.takeLowest(8, 17), (Range{15, 2}));
  EXPECT_EQ(ranges.takeLowest(8, 17), (Range{}));
  EXPECT_TRUE(ranges.contains(24));
  EXPECT_FALSE(ranges.contains(25));
}

TEST(NumberRanges, EndsAtTheLargestNumber) {
  NumberRanges ranges;
  ranges.add({UINT64_MAX - 2, 100});
  EXPECT_EQ(ranges.count(), 2U);
  ranges.subtract({0, UINT64_MAX});
  EXPECT_TRUE(ranges.empty());
}

TEST(NumberRanges, BehavesAsASetOfNumbers) {
  Random random(7);
  for (int round = 0; round < 200; ++round) {
    NumberRanges a;
    NumberRanges b;
    std::set<std::uint64_t> expected_a;
    std::set<std::uint64_t> expected_b;
    for (int i = 0; i < 30; ++i) {
      const Range range{random.below(60), random.below(8)};
      const bool adds = random.below(3) > 0;
      NumberRanges& ranges = random.below(2) == 0 ? a : b;
      auto& expected = &ranges == &a ? expected_a : expected_b;
      adds ? ranges.add(range) : ranges.subtract(range);
      for (std::uint64_t n = range.first; n < range.first + range.count; ++n) {
        adds ? static_cast<void>(expected.insert(n)) : static_cast<void>(expected.erase(n));
      }
      ASSERT_EQ(ranges.count(), expected.size());
    }
    const NumberRanges both = a.common(b);
    for (std::uint64_t n = 0; n < 70; ++n) {
      EXPECT_EQ(a.contains(n), expected_a.contains(n));
      EXPECT_EQ(both.contains(n), expected_a.contains(n) && expected_b.contains(n));
    }
    a.subtract(b);
    for (const std::uint64_t n : expected_b) EXPECT_FALSE(a.contains(n));
  }
}

}  // namespace
}  // namespace hrp::base
