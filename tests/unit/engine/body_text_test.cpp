#include "engine/body_text.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using expression::Value;

std::string json(const Value& value) {
  std::string out;
  appendJson(out, value);
  return out;
}

TEST(BodyText, KeysAreSortedAndMarkupIsEscaped) {
  EXPECT_EQ(json({{"b", 1}, {"a", "<x&y>"}}), R"({"a":"\u003cx\u0026y\u003e","b":1})");
}

TEST(BodyText, NumbersAsGoWritesThem) {
  EXPECT_EQ(json(2.0), "2");
  EXPECT_EQ(json(0.1), "0.1");
  EXPECT_EQ(json(1e20), "100000000000000000000");
  EXPECT_EQ(json(1e21), "1e+21");
  EXPECT_EQ(json(1e-7), "1e-7");
  EXPECT_EQ(json(-1.5e-10), "-1.5e-10");
  EXPECT_EQ(json(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(json(UINT64_MAX), "18446744073709551615");
}

TEST(BodyText, TextIsEscaped) {
  EXPECT_EQ(json("a\"b\\c\n\r\t\x01"), R"("a\"b\\c\n\r\t\u0001")");
  EXPECT_EQ(json("\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xAA"), "\"\\u2028\\u2029\xE2\x80\xAA\"");
  EXPECT_EQ(json("\xE2\x80"), "\"\xE2\x80\"");
}

TEST(BodyText, ContainersAndLiterals) {
  EXPECT_EQ(json(Value::array({1, true, nullptr, Value::object(), Value::array()})),
            "[1,true,null,{},[]]");
}

TEST(BodyText, FormsAreSortedAndEscaped) {
  std::string out;
  appendForm(out, {{"z", "a b&c"}, {"n", 2.0}, {"list", {1, "x"}}});
  EXPECT_EQ(out, "list=%5B1+x%5D&n=2&z=a+b%26c");
}

}  // namespace
}  // namespace hrp::engine
