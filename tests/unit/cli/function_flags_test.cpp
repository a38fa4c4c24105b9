#include "cli/function_flags.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cli/parsed_options.hpp"

namespace hrp::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct FunctionsParsed {
  FunctionHostOptions options;
  std::vector<std::string> cases;
  base::Result<> finished;
};

FunctionsParsed parseFunctions(std::vector<std::string> arguments) {
  FunctionsParsed parsed;
  CLI::App app;
  app.add_option("cases", parsed.cases);
  addFunctionHostFlags(app, parsed.options);
  addFunctionFlags(app, parsed.options);
  parseArguments(app, std::move(arguments));
  parsed.finished = finishFunctions(parsed.options);
  return parsed;
}

TEST(FunctionFlags, ReadsEveryFlagAndLeavesTheTestcases) {
  const auto parsed =
      parseFunctions({"--pass-env", "A,B", "case.yaml", "--pass-env", "C", "--function-hosts", "3",
                      "--function-timeout", "1m30s", "--no-custom-code", "--install-requirements"});
  ASSERT_TRUE(parsed.finished.has_value()) << parsed.finished.error().message;
  EXPECT_THAT(parsed.cases, ElementsAre("case.yaml"));
  EXPECT_THAT(parsed.options.pass_environment, ElementsAre("A", "B", "C"));
  EXPECT_EQ(parsed.options.interpreters, 3);
  EXPECT_EQ(parsed.options.call_limit, std::chrono::seconds(90));
  EXPECT_TRUE(parsed.options.refuse);
  EXPECT_TRUE(parsed.options.install_requirements);
}

TEST(FunctionFlags, SaysWhatItDoesWithoutThem) {
  const auto parsed = parseFunctions({});
  ASSERT_TRUE(parsed.finished.has_value());
  EXPECT_EQ(parsed.options.call_limit, std::chrono::seconds(30));
  EXPECT_EQ(parsed.options.interpreters, 0);
  EXPECT_FALSE(parsed.options.refuse || parsed.options.install_requirements);
}

TEST(FunctionFlags, NamesWhatCannotBeUsed) {
  const auto message = [](std::vector<std::string> arguments) {
    const auto parsed = parseFunctions(std::move(arguments));
    return parsed.finished ? std::string("fine") : parsed.finished.error().message;
  };
  EXPECT_THAT(message({"--function-timeout", "soon"}), HasSubstr("--function-timeout: "));
  EXPECT_EQ(message({"--function-timeout", "0"}), "--function-timeout must be at least 1ms");
  EXPECT_EQ(message({"--pass-env", "A=1"}), "--pass-env: \"A=1\" is no variable's name");
  EXPECT_THROW(static_cast<void>(parseFunctions({"--function-hosts", "65"})), CLI::ParseError);
}

}  // namespace
}  // namespace hrp::cli
