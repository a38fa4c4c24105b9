#include <gtest/gtest.h>

#include "expression/builtins/builtins.hpp"
#include "support/fakes/fake_function_context.hpp"

namespace hrp::expression {
namespace {

base::Result<Value> call(std::string_view name, const std::vector<Value>& arguments) {
  hrp::testing::FakeFunctionContext context;
  return findBuiltin(name)->call(arguments, context);
}

struct TextCase {
  std::string_view name;
  std::vector<Value> arguments;
  Value expected;
};

TEST(BuiltinsText, Results) {
  const std::vector<TextCase> cases = {
      {"md5", {""}, "d41d8cd98f00b204e9800998ecf8427e"},
      {"md5", {"abc"}, "900150983cd24fb0d6963f7d28e17f72"},
      {"md5", {123}, "202cb962ac59075b964b07152d234b70"},
      {"md5", {"123"}, "202cb962ac59075b964b07152d234b70"},
      {"sha1", {"abc"}, "a9993e364706816aba3e25717850c26c9cd0d89d"},
      {"sha256", {"abc"}, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"hmac_sha256",
       {"Jefe", "what do ya want for nothing?"},
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {"base64", {""}, ""},
      {"base64", {"f"}, "Zg=="},
      {"base64", {"fo"}, "Zm8="},
      {"base64", {"foo"}, "Zm9v"},
      {"base64", {"foobar"}, "Zm9vYmFy"},
      {"base64", {Value::binary({0xFF, 0xFE})}, "//4="},
      {"base64_decode", {""}, ""},
      {"base64_decode", {"Zg=="}, "f"},
      {"base64_decode", {"Zg"}, "f"},
      {"base64_decode", {"Zm9vYmFy"}, "foobar"},
      {"base64_decode", {"__4="}, Value::binary({0xFF, 0xFE})},
      {"url_encode", {"a b&c=d/é~-_."}, "a%20b%26c%3Dd%2F%C3%A9~-_."},
      {"split_by_comma", {"a, b,,c"}, Value::array({"a", "b", "", "c"})},
      {"split_by_comma", {""}, Value::array({""})},
      {"max", {1, 2}, 2},
      {"max", {2.5, 1}, 2.5},
      {"max", {9007199254740993, 9007199254740992.0}, 9007199254740993},
      {"max", {-1, -2}, -1},
  };
  for (const TextCase& c : cases) {
    const auto result = call(c.name, c.arguments);
    ASSERT_TRUE(result.has_value()) << c.name << ": " << result.error().message;
    EXPECT_EQ(*result, c.expected) << c.name;
    EXPECT_EQ(result->type(), c.expected.type()) << c.name;
  }
}

TEST(BuiltinsText, Errors) {
  EXPECT_EQ(call("base64_decode", {"a!b="}).error().message,
            "function base64_decode argument 1: is not valid base64");
  EXPECT_FALSE(call("base64_decode", {"abcde"}).has_value());
  EXPECT_FALSE(call("base64_decode", {"Zg==="}).has_value());
  EXPECT_EQ(call("max", {1, "x"}).error().message,
            "function max argument 2: expected a number, got text \"x\"");
}

}  // namespace
}  // namespace hrp::expression
