#include "expression/builtins/builtins.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_function_context.hpp"

namespace hrp::expression {
namespace {

using ::testing::IsSupersetOf;

TEST(Builtins, AllNamesAreFound) {
  const auto names = builtinNames();
  EXPECT_THAT(names, IsSupersetOf({"get_timestamp", "sleep", "gen_random_string", "random_int",
                                   "random_range", "max", "md5", "parameterize", "P",
                                   "split_by_comma", "environ", "ENV", "load_ws_message"}));
  for (const std::string_view name : names) {
    const Function* function = findBuiltin(name);
    ASSERT_NE(function, nullptr) << name;
    EXPECT_EQ(function->name(), name);
    EXPECT_LE(function->minArguments(), function->maxArguments()) << name;
  }
  EXPECT_EQ(findBuiltin("nope"), nullptr);
  EXPECT_EQ(findBuiltin("MD5"), nullptr);
}

TEST(Builtins, WrongCountIsAnErrorNotACrash) {
  hrp::testing::FakeFunctionContext context;
  for (const std::string_view name : builtinNames()) {
    const Function* function = findBuiltin(name);
    if (function->minArguments() > 0) {
      EXPECT_FALSE(function->call({}, context).has_value()) << name;
    }
    if (function->maxArguments() < 3) {
      const std::vector<Value> arguments(3);
      EXPECT_FALSE(function->call(arguments, context).has_value()) << name;
    }
  }
}

TEST(Builtins, NullArgumentsNeverCrash) {
  hrp::testing::FakeFunctionContext context;
  for (const std::string_view name : builtinNames()) {
    const Function* function = findBuiltin(name);
    const std::vector<Value> arguments(function->minArguments());
    const auto result = function->call(arguments, context);
    if (!result) {
      EXPECT_EQ(result.error().code, base::ErrorCode::kFunction) << name;
    }
  }
}

TEST(Builtins, ArgumentErrorsSayWhatCame) {
  hrp::testing::FakeFunctionContext context;
  const std::vector<std::pair<Value, std::string>> cases = {
      {"x", "expected a number, got text \"x\""},
      {nullptr, "expected a number, got null"},
      {true, "expected a number, got true"},
      {Value::array(), "expected a number, got a list"},
      {Value::object(), "expected a number, got a map"},
      {1e30, "1000000000000000000000000000000 does not fit 64 bits"},
  };
  for (const auto& [argument, problem] : cases) {
    const auto result = findBuiltin("random_int")->call({&argument, 1}, context);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().message, "function random_int argument 1: " + problem);
  }
}

}  // namespace
}  // namespace hrp::expression
