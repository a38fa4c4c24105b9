#include "hrp/plugin/go_functions.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::plugin {
namespace {

using expression::CustomFunctions;
using expression::CustomSource;
using expression::Value;

class GoFunctionsTest : public ::testing::Test {
 protected:
  base::Result<> open(GoOptions options = {}) {
    auto opened = openGoFunctions(options, source_, clock_);
    if (!opened) return base::fail(opened.error());
    functions_ = std::move(*opened);
    return {};
  }
  std::string called(const std::string& name, const std::vector<Value>& arguments = {}) {
    const auto result = expression::callAndWait(*functions_, name, arguments);
    return result ? result->dump() : result.error().message;
  }

  hrp::testing::TempFolder temp_;
  CustomSource source_{"/nowhere/debugtalk.bin",
                       base::readFile(HRP_FUNGO_PEER).value_or(""),
                       {},
                       {{"SOCKETS", temp_.path()}},
                       {}};
  base::SystemClock clock_;
  std::shared_ptr<CustomFunctions> functions_;
};

TEST_F(GoFunctionsTest, FunctionsTakeAnyNumberOfArguments) {
  ASSERT_TRUE(open());
  const auto known = functions_->signatures();
  EXPECT_EQ(known.front().name, "SumTwo");
  EXPECT_EQ(known.front().min_arguments, 0U);
  EXPECT_EQ(known.front().max_arguments, std::numeric_limits<std::size_t>::max());
  EXPECT_EQ(called("add", {20, 22}), "42");
  EXPECT_EQ(called("fail", {"x"}), "function fail: bad luck: x");
}

TEST_F(GoFunctionsTest, OneThatDiesIsReplacedFromTheSameCopy) {
  ASSERT_TRUE(open());
  const std::string first = called("process");
  called("die", {"once"});
  const std::string second = called("process");
  EXPECT_NE(first, second);
  EXPECT_GT(std::stoi(second), 0);
}

TEST_F(GoFunctionsTest, ACallHasALimit) {
  GoOptions options;
  options.call_limit = std::chrono::milliseconds(50);
  ASSERT_TRUE(open(options));
  EXPECT_EQ(called("keep"), "function keep: no result within 50 ms");
}

TEST_F(GoFunctionsTest, AProgramForAnotherMachineIsRefused) {
  source_.text[18] = '\x08';
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_TRUE(opened.error().message.starts_with(
      "/nowhere/debugtalk.bin: it is made for Linux on MIPS; this machine is Linux on "));
  EXPECT_EQ(opened.error().hint, "build it for this machine, with hrp build");
}

TEST_F(GoFunctionsTest, AScriptIsRunToo) {
  source_.text = "#!/bin/sh\necho 'no plugin' >&2\nexit 9\n";
  const auto opened = open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().message,
            "/nowhere/debugtalk.bin: the Go program was lost: it ended (exit status 9); it last "
            "printed: no plugin");
}

}  // namespace
}  // namespace hrp::plugin
