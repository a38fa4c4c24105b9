#include "hrp/expression/custom_function.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "support/fakes/fake_custom_functions.hpp"
#include "support/fakes/fake_function_context.hpp"

namespace hrp::expression {
namespace {

TEST(CustomFunctionTable, FindsTheFunctionsWithTheirCounts) {
  const CustomFunctionTable table(std::make_shared<hrp::testing::FakeCustomFunctions>());
  EXPECT_EQ(table.names(), (std::vector<std::string>{"add", "echo", "fail"}));
  EXPECT_EQ(table.find("nothing"), nullptr);
  const Function* add = table.find("add");
  ASSERT_NE(add, nullptr);
  EXPECT_EQ(add->name(), "add");
  EXPECT_EQ(add->minArguments(), 2U);
  EXPECT_EQ(add->maxArguments(), 2U);
}

TEST(CustomFunctionTable, ANameIsAlsoFoundByItsCommonForm) {
  const CustomFunctionTable table(std::make_shared<hrp::testing::FakeCustomFunctions>());
  EXPECT_EQ(table.find("Ad_D"), table.find("add"));
  EXPECT_EQ(table.find("_ECHO_"), table.find("echo"));
  EXPECT_EQ(table.find("ad-d"), nullptr);
}

TEST(CustomFunctionTable, AContextThatCannotCallSaysSo) {
  const CustomFunctionTable table(std::make_shared<hrp::testing::FakeCustomFunctions>());
  hrp::testing::FakeFunctionContext context;
  const auto result = table.find("fail")->call({}, context);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "function fail cannot be called here");
}

TEST(CallAndWait, GivesTheAnswerOfAnotherThread) {
  hrp::testing::FakeCustomFunctions functions;
  functions.hold = true;
  std::thread answering([&functions] { functions.answerNext(); });
  const std::vector<Value> arguments{Value(2), Value(3)};
  const auto sum = callAndWait(functions, "add", arguments);
  answering.join();
  ASSERT_TRUE(sum);
  EXPECT_EQ(*sum, 5);
}

TEST(CallAndWait, GivesTheError) {
  hrp::testing::FakeCustomFunctions functions;
  const auto result = callAndWait(functions, "fail", {});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "function fail: ValueError: bad");
}

}  // namespace
}  // namespace hrp::expression
