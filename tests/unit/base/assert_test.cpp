#include "hrp/base/assert.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

TEST(AssertTest, PassesWhenTheInvariantHolds) {
  int evaluated = 0;
  HRP_ASSERT(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(AssertDeathTest, NamesTheBrokenInvariantAndItsPlace) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(HRP_ASSERT(1 + 1 == 3), "broken invariant: 1 \\+ 1 == 3 .*assert_test.cpp");
}

}  // namespace
}  // namespace hrp::base
