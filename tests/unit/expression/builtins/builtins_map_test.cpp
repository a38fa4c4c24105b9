#include <gtest/gtest.h>

#include "expression/builtins/builtins.hpp"
#include "support/fakes/fake_function_context.hpp"

namespace hrp::expression {
namespace {

base::Result<Value> callMap(std::string_view name, const std::vector<Value>& arguments) {
  hrp::testing::FakeFunctionContext context;
  return findBuiltin(name)->call(arguments, context);
}

struct MapCase {
  std::string_view name;
  std::vector<Value> arguments;
  std::string expected;  // as JSON
};

Value request() {
  return Value::parse(R"({"method": "POST", "headers": {"x-a": "1", "X-B": "2"},
  "body": {"items": [{"id": 1}, {"id": 2}], "a.b": 3}})");
}

TEST(BuiltinsMap, Results) {
  const std::vector<MapCase> cases = {
      {"set", {Value::object(), "a", 1}, R"({"a":1})"},
      {"set", {nullptr, "a.b.c", "x"}, R"({"a":{"b":{"c":"x"}}})"},
      {"set", {Value{{"a", 1}}, "a", nullptr}, R"({"a":null})"},
      {"set", {Value::array({1, 2}), "1", 5}, "[1,5]"},
      {"set", {Value::array({1, 2}), "2", 5}, "[1,2,5]"},
      {"set", {Value{{"l", {1}}}, "l.0", "x"}, R"({"l":["x"]})"},
      {"set", {Value::object(), "headers.X-Sig", 7}, R"({"headers":{"X-Sig":7}})"},
      {"set", {Value::object(), "\"a.b\".c", 7}, R"({"a.b":{"c":7}})"},
      {"unset", {Value{{"a", 1}, {"b", 2}}, "a"}, R"({"b":2})"},
      {"unset", {Value{{"a", {{"b", 1}, {"c", 2}}}}, "a.b"}, R"({"a":{"c":2}})"},
      {"unset", {Value::array({1, 2, 3}), "1"}, "[1,3]"},
      {"unset", {Value{{"a", 1}}, "x.y"}, R"({"a":1})"},
      {"unset", {Value{{"a", 1}}, "a.b"}, R"({"a":1})"},
      {"unset", {Value::array({1}), "1.x"}, "[1]"},
      {"unset", {Value("text"), "a"}, R"("text")"},
      {"set_header", {Value::object(), "A", 5}, R"({"headers":{"A":"5"}})"},
      {"set_header",
       {Value{{"headers", {{"x-a", "1"}, {"Y", "2"}}}}, "X-A", "3"},
       R"({"headers":{"X-A":"3","Y":"2"}})"},
      {"get", {request(), "body.items[1].id"}, "2"},
      {"get", {request(), "body.items[*].id"}, "[1,2]"},
      {"get", {request(), "headers.\"X-B\""}, R"("2")"},
      {"get", {request(), "nothing.here"}, "null"},
      {"json",
       {Value{{"b", 2.0}, {"a", {1, "<", nullptr}}}},
       R"("{\"a\":[1,\"\\u003c\",null],\"b\":2}")"},
      {"json", {"text"}, R"("\"text\"")"},
  };
  for (const MapCase& c : cases) {
    const auto result = callMap(c.name, c.arguments);
    ASSERT_TRUE(result.has_value()) << c.name << ": " << result.error().message;
    EXPECT_EQ(*result, Value::parse(c.expected)) << c.name << " gave " << *result;
  }
}

TEST(BuiltinsMap, TheArgumentStaysAsItIs) {
  const std::vector<Value> arguments = {request(), "body.items.0.id", 9};
  const auto result = callMap("set", arguments);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ((*result)["body"]["items"][0]["id"], 9);
  EXPECT_EQ(arguments[0], request());
}

TEST(BuiltinsMap, Errors) {
  std::string long_path = "a";
  for (int i = 0; i < 100; ++i) long_path += ".a";
  const std::vector<std::pair<MapCase, std::string>> cases = {
      {{"set", {"text", "a", 1}, {}}, "function set argument 2: \"a\": there is no \"a\" to set"},
      {{"set", {Value{{"a", 1}}, "a.b", 1}, {}},
       "function set argument 2: \"a.b\": there is no \"b\" to set"},
      {{"set", {Value::array({1}), "2", 1}, {}},
       "function set argument 2: \"2\": there is no \"2\" to set"},
      {{"set", {Value::array({1}), "-1", 1}, {}},
       "function set argument 2: \"-1\": there is no \"-1\" to set"},
      {{"set", {Value::object(), long_path, 1}, {}},
       "function set argument 2: the path is too long"},
      {{"set_header", {"text", "A", "b"}, {}},
       "function set_header argument 1: expected a request or response"},
  };
  for (const auto& [c, message] : cases) {
    const auto result = callMap(c.name, c.arguments);
    ASSERT_FALSE(result.has_value()) << *result;
    EXPECT_EQ(result.error().message, message);
  }
  EXPECT_EQ(callMap("get", {request(), "a["}).error().code, base::ErrorCode::kFunction);
  EXPECT_EQ(callMap("get", {request(), "sum(body)"}).error().code, base::ErrorCode::kFunction);
}

}  // namespace
}  // namespace hrp::expression
