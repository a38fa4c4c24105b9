#include "hrp/base/machine/environment.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace hrp::base {
namespace {

TEST(EnvironmentTest, TellsUnsetFromEmpty) {
  ::setenv("HRP_TEST_EMPTY", "", 1);
  ::setenv("HRP_TEST_FULL", "value", 1);
  ::unsetenv("HRP_TEST_UNSET");
  EXPECT_EQ(environmentVariable("HRP_TEST_EMPTY"), "");
  EXPECT_EQ(environmentVariable("HRP_TEST_FULL"), "value");
  EXPECT_EQ(environmentVariable("HRP_TEST_UNSET"), std::nullopt);
}

}  // namespace
}  // namespace hrp::base
