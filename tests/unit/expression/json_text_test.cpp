#include "hrp/expression/json_text.hpp"

#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

std::string json(const Value& value) {
  std::string out;
  appendJson(out, value);
  return out;
}

TEST(JsonText, KeysAreSortedAndMarkupIsEscaped) {
  EXPECT_EQ(json({{"b", 1}, {"a", "<x&y>"}}), R"({"a":"\u003cx\u0026y\u003e","b":1})");
}

TEST(JsonText, NumbersAsGoWritesThem) {
  EXPECT_EQ(json(2.0), "2");
  EXPECT_EQ(json(0.1), "0.1");
  EXPECT_EQ(json(1e20), "100000000000000000000");
  EXPECT_EQ(json(1e21), "1e+21");
  EXPECT_EQ(json(1e-7), "1e-7");
  EXPECT_EQ(json(-1.5e-10), "-1.5e-10");
  EXPECT_EQ(json(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(json(UINT64_MAX), "18446744073709551615");
}

TEST(JsonText, TextIsEscaped) {
  EXPECT_EQ(json("a\"b\\c\n\r\t\x01"), R"("a\"b\\c\n\r\t\u0001")");
  EXPECT_EQ(json("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA"), "\"\\u2028\\u2029\xE2\x80\xAA\"");
  EXPECT_EQ(json("\xE2\x80"), "\"\xE2\x80\"");
}

TEST(JsonText, ContainersAndLiterals) {
  EXPECT_EQ(json(Value::array({1, true, nullptr, Value::object(), Value::array()})),
            "[1,true,null,{},[]]");
}

}  // namespace
}  // namespace hrp::expression
