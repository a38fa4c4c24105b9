#include "plugin/host/host_environment.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "hrp/base/machine/environment.hpp"

namespace hrp::plugin {
namespace {

TEST(HostEnvironment, IsTheAuthorsAndLittleElse) {
  expression::CustomSource source;
  source.environment = {{"KEY", "first"}, {"PATH", "/of/dot/env"}, {"KEY", "last=1"}};
  const auto variables = hostEnvironment(source, {});
  std::vector<std::string> expected = {"KEY=last=1", "PATH=/of/dot/env"};
  for (const char* name : {"HOME", "LANG"}) {
    const auto value = base::environmentVariable(name);
    if (value) expected.push_back(name + ("=" + *value));
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(variables, expected);
}

TEST(HostEnvironment, NamesThatAreAskedForAreThereWhenThisProcessHasThem) {
  ASSERT_EQ(::setenv("HRP_TEST_PASSED", "yes", 1), 0);
  const auto has = [](const std::vector<std::string>& variables, const std::string& text) {
    return std::find(variables.begin(), variables.end(), text) != variables.end();
  };
  expression::CustomSource source;
  EXPECT_FALSE(has(hostEnvironment(source, {}), "HRP_TEST_PASSED=yes"));
  const std::vector<std::string> pass = {"HRP_TEST_PASSED", "HRP_TEST_SURELY_NOT_SET"};
  EXPECT_TRUE(has(hostEnvironment(source, pass), "HRP_TEST_PASSED=yes"));
  source.environment = {{"HRP_TEST_PASSED", "of the project"}};
  EXPECT_TRUE(has(hostEnvironment(source, pass), "HRP_TEST_PASSED=of the project"));
  ::unsetenv("HRP_TEST_PASSED");
}

}  // namespace
}  // namespace hrp::plugin
