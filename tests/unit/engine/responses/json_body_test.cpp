#include "engine/responses/json_body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hrp::engine {
namespace {

using expression::Value;
using Path = std::vector<expression::JmesPath::PathStep>;

TEST(JsonBody, FollowsPathsAndKeepsNumbersExact) {
  JsonBody body;
  ASSERT_TRUE(
      body.parse(R"({"a":{"b":[1,{"c":9007199254740993}]},"d":1.5,"e":18446744073709551615})"));
  EXPECT_EQ(body.at(Path{"a", "b", 1, "c"}), Value(9007199254740993));
  EXPECT_EQ(body.at(Path{"a", "b", -2}), Value(1));
  EXPECT_EQ(body.at(Path{"d"}), Value(1.5));
  EXPECT_EQ(body.at(Path{"e"}), Value(UINT64_MAX));
}

TEST(JsonBody, PathsThatLeadNowhereAreNull) {
  JsonBody body;
  ASSERT_TRUE(body.parse(R"({"a":[1]})"));
  for (const Path& path : {Path{"x"}, Path{"a", "b"}, Path{"a", 5}, Path{"a", -2}, Path{0}}) {
    EXPECT_TRUE(body.at(path).is_null());
  }
}

TEST(JsonBody, LastOfEqualKeysWins) {
  JsonBody body;
  ASSERT_TRUE(body.parse(R"({"a":1,"a":2})"));
  EXPECT_EQ(body.at(Path{"a"}), Value(2));
  EXPECT_EQ(body.root(), Value({{"a", 2}}));
}

TEST(JsonBody, BrokenTextIsNotJson) {
  JsonBody body;
  EXPECT_FALSE(body.parse(R"({"ok":true, broken)"));
  EXPECT_FALSE(body.parse("hello"));
  EXPECT_FALSE(body.parse(std::string(5000, '[')));
  EXPECT_TRUE(body.parse("42"));
}

TEST(JsonBody, HugeIntegersBecomeDoubles) {
  JsonBody body;
  ASSERT_TRUE(body.parse(R"({"n":123456789012345678901234567890,"l":[7]})"));
  EXPECT_EQ(body.at(Path{"n"}), Value(123456789012345678901234567890.0));
  EXPECT_EQ(body.at(Path{"l", -1}), Value(7));
  EXPECT_TRUE(body.at(Path{"l", 1}).is_null());
}

// Whatever is compared in place must be equal when the values are made, and the usual kinds are.
TEST(JsonBody, ComparesScalarsInPlaceAsValues) {
  JsonBody body;
  ASSERT_TRUE(body.parse(R"({"v":["a","",0,1,-1,9223372036854775807,18446744073709551615,
                             1.0,true,false,null,[1],{"a":1}]})"));
  const std::vector<Value> scalars{"a",
                                   "",
                                   0,
                                   1,
                                   -1,
                                   INT64_MAX,
                                   UINT64_MAX,
                                   1.0,
                                   true,
                                   false,
                                   nullptr,
                                   Value::array({1}),
                                   Value({{"a", 1}}),
                                   1U};
  int same = 0;
  for (std::int64_t i = 0; i < 13; ++i) {
    const Path path{"v", i};
    for (const Value& scalar : scalars) {
      if (!body.surelyIs(path, scalar)) continue;
      ++same;
      EXPECT_TRUE(expression::deepEqual(body.at(path), scalar)) << i << " " << scalar;
    }
  }
  EXPECT_EQ(same, 9);  // two texts, five whole numbers (1 also as unsigned), two truth values
  EXPECT_FALSE(body.surelyIs(Path{"w"}, nullptr));
  ASSERT_TRUE(body.parse(R"({"v":[123456789012345678901234567890,"a"]})"));
  EXPECT_FALSE(body.surelyIs(Path{"v", 1}, "a"));
}

TEST(JsonBody, WorksAgainAfterALargeBody) {
  JsonBody body;
  ASSERT_TRUE(body.parse("\"" + std::string(1 << 20, 'x') + "\""));
  body.trim();
  ASSERT_TRUE(body.parse(R"({"a":1})"));
  EXPECT_EQ(body.at(Path{"a"}), Value(1));
}

}  // namespace
}  // namespace hrp::engine
