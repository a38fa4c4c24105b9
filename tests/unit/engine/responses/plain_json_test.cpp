#include "engine/responses/plain_json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hrp::engine {
namespace {

using expression::Value;
using PlainPath = std::vector<expression::JmesPath::PathStep>;

Value rootOf(const std::string& text) {
  PlainJson json;
  return json.parse(text) ? json.valueOf(*json.find({})) : Value("not plain");
}

TEST(PlainJson, ReadsWhatAnotherParserReads) {
  for (const std::string text :
       {R"({"ok":true,"token":"abc123"})",
        R"( { "a" : [ 1 , -2 , [ ] , { } , null ] , "b" : "" } )", "[]", "{}", "42", "-7", "0",
        "-0", "true", "false", "null", R"("text")", "\t[\r\n0 ]\n", R"([[[[[[[[1]]]]]]]])",
        R"({"a":1,"b":{"a":2},"a":3})", "[999999999999999999]", "[\"\x7f ~!#[]/\"]"}) {
    EXPECT_EQ(rootOf(text), Value::parse(text)) << text;
  }
}

TEST(PlainJson, LeavesTheRestToOthers) {
  for (const std::string text : {"",
                                 " ",
                                 "{",
                                 "[",
                                 "\"",
                                 "\"a",
                                 "{\"a\"",
                                 "{\"a\":",
                                 "{\"a\":1",
                                 "{\"a\":1,",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "{1:2}",
                                 "[1",
                                 "[1,",
                                 "[1,]",
                                 "[,1]",
                                 "[1 2]",
                                 "{\"a\" 1}",
                                 "{\"a\":1 \"b\":2}",
                                 "tru",
                                 "truer",
                                 "nul",
                                 "fals",
                                 "-",
                                 "+1",
                                 "01",
                                 "-01",
                                 "1.5",
                                 "1e3",
                                 ".5",
                                 "0x1",
                                 "1234567890123456789",
                                 "\"\\n\"",
                                 "\"a\\\"b\"",
                                 "\"\t\"",
                                 "\"\x80\"",
                                 "\"é\"",
                                 "[1]]",
                                 "{}{}",
                                 "hello",
                                 "\xEF\xBB\xBF{}"}) {
    PlainJson json;
    EXPECT_FALSE(json.parse(text)) << text;
  }
  PlainJson json;
  EXPECT_FALSE(json.parse(std::string("[1\0]", 4)));
}

TEST(PlainJson, IsBoundedInBytesTokensAndDepth) {
  PlainJson json;
  const auto text = [](std::size_t size) { return "\"" + std::string(size - 2, 'x') + "\""; };
  EXPECT_TRUE(json.parse(text(PlainJson::kMaxBytes)));
  EXPECT_FALSE(json.parse(text(PlainJson::kMaxBytes + 1)));
  const auto list = [](std::size_t items) {
    std::string made = "[0";
    for (std::size_t i = 1; i < items; ++i) made += ",0";
    return made + "]";
  };
  EXPECT_TRUE(json.parse(list(PlainJson::kMaxTokens - 1)));
  EXPECT_FALSE(json.parse(list(PlainJson::kMaxTokens)));
  const auto nested = [](int depth) {
    const auto levels = static_cast<std::size_t>(depth);
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_TRUE(json.parse(nested(PlainJson::kMaxDepth)));
  EXPECT_FALSE(json.parse(nested(PlainJson::kMaxDepth + 1)));
}

TEST(PlainJson, FollowsPaths) {
  PlainJson json;
  ASSERT_TRUE(json.parse(R"({"a":{"b":[10,{"c":"x"},30]},"n":-5,"a2":[]})"));
  const auto at = [&](const PlainPath& path) {
    const PlainJson::Token* token = json.find(path);
    return token != nullptr ? json.valueOf(*token) : Value("nothing");
  };
  EXPECT_EQ(at({"a", "b", 0}), Value(10));
  EXPECT_EQ(at({"a", "b", 1, "c"}), Value("x"));
  EXPECT_EQ(at({"a", "b", -1}), Value(30));
  EXPECT_EQ(at({"a", "b", -3}), Value(10));
  EXPECT_EQ(at({"n"}), Value(-5));
  EXPECT_EQ(at({"a2"}), Value::array());
  for (const PlainPath& path : {PlainPath{"x"}, PlainPath{"a", 0}, PlainPath{"n", "a"},
                                PlainPath{"a", "b", 3}, PlainPath{"a", "b", -4}, PlainPath{"a2", 0},
                                PlainPath{"a2", -1}, PlainPath{"b"}, PlainPath{0}}) {
    EXPECT_EQ(at(path), Value("nothing"));
  }
}

}  // namespace
}  // namespace hrp::engine
