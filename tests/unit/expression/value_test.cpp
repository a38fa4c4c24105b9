#include "hrp/expression/value.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace hrp::expression {
namespace {

TEST(Value, TextAsGoPrintsIt) {
  const std::vector<std::pair<Value, std::string>> cases = {
      {"text", "text"},
      {"", ""},
      {7, "7"},
      {-7, "-7"},
      {std::numeric_limits<std::int64_t>::min(), "-9223372036854775808"},
      {std::numeric_limits<std::uint64_t>::max(), "18446744073709551615"},
      {2.0, "2"},
      {2.5, "2.5"},
      {0.1, "0.1"},
      {-0.25, "-0.25"},
      {1.5e10, "15000000000"},
      {1e20, "100000000000000000000"},
      {1e-7, "0.0000001"},
      {1e30, "1000000000000000000000000000000"},
      {-1.25e25, "-12500000000000000000000000"},
      {9007199254740993.0, "9007199254740992"},
      {1.2345678901234567e18, "1234567890123456800"},
      {true, "true"},
      {false, "false"},
      {nullptr, "<nil>"},
      {Value::array(), "[]"},
      {Value::array({1, "x", 2.5}), "[1 x 2.5]"},
      {Value::array({nullptr, true, Value::array({1})}), "[<nil> true [1]]"},
      {Value::object(), "map[]"},
      {Value({{"n", 1}, {"k", "v"}}), "map[k:v n:1]"},
      {Value({{"a", Value::array({1, 2})}}), "map[a:[1 2]]"},
      {Value::binary({'a', 'b'}), "ab"},
  };
  for (const auto& [value, text] : cases) EXPECT_EQ(toText(value), text) << value;
}

TEST(Value, LongestDoublesPrintWhole) {
  EXPECT_EQ(toText(Value(std::numeric_limits<double>::max())).size(), 309U);
  EXPECT_EQ(toText(Value(-std::numeric_limits<double>::denorm_min())).size(), 327U);
}

TEST(Value, AppendTextKeepsWhatIsThere) {
  std::string out = "a";
  appendText(out, Value(1));
  EXPECT_EQ(out, "a1");
}

TEST(Value, UnsetIsNotNull) {
  EXPECT_FALSE(isSet(unsetValue()));
  EXPECT_TRUE(isSet(Value()));
  EXPECT_FALSE(deepEqual(unsetValue(), Value()));
}

TEST(Value, DeepEqualComparesNumbersAsNumbers) {
  EXPECT_TRUE(deepEqual(Value(1), Value(1.0)));
  EXPECT_TRUE(deepEqual(Value::array({1, 2.0}), Value::array({1.0, 2u})));
  EXPECT_TRUE(deepEqual(Value({{"a", Value::array({1})}}), Value({{"a", Value::array({1.0})}})));
  EXPECT_FALSE(deepEqual(Value(9007199254740993), Value(9007199254740992.0)));
}

TEST(Value, DeepEqualTellsKindsApart) {
  EXPECT_TRUE(deepEqual(Value(), Value()));
  EXPECT_FALSE(deepEqual(Value("1"), Value(1)));
  EXPECT_FALSE(deepEqual(Value(true), Value(1)));
  EXPECT_FALSE(deepEqual(Value(), Value(0)));
  EXPECT_FALSE(deepEqual(Value(), Value("")));
  EXPECT_FALSE(deepEqual(Value::array(), Value::object()));
  EXPECT_FALSE(deepEqual(Value::array({1}), Value::array({1, 2})));
  EXPECT_FALSE(deepEqual(Value({{"a", 1}}), Value({{"b", 1}})));
  EXPECT_FALSE(deepEqual(Value({{"a", 1}}), Value({{"a", 2}})));
  EXPECT_TRUE(deepEqual(Value::binary({1}), Value::binary({1})));
}

Value nested(int depth) {
  Value value = Value::array();
  for (int i = 0; i < depth; ++i) {
    Value outer = Value::array();
    outer.push_back(std::move(value));
    value = std::move(outer);
  }
  return value;
}

TEST(Value, DepthIsBounded) {
  EXPECT_TRUE(deepEqual(nested(kMaxValueDepth - 1), nested(kMaxValueDepth - 1)));
  const Value deep = nested(100'000);
  EXPECT_FALSE(deepEqual(deep, deep));
  EXPECT_NE(toText(deep).find("..."), std::string::npos);
}

}  // namespace
}  // namespace hrp::expression
