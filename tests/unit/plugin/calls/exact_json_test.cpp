#include "plugin/calls/exact_json.hpp"

#include <gtest/gtest.h>

namespace hrp::plugin {
namespace {

TEST(ExactJson, WholeNumbersOf64BitsAreExact) {
  const ExactJson json = parseExactJson("[18446744073709551615, -9223372036854775808, 1.5, 1e20]");
  ASSERT_TRUE(json.good);
  EXPECT_EQ(json.value[0], 18446744073709551615U);
  EXPECT_EQ(json.value[1], INT64_MIN);
  EXPECT_TRUE(json.value[3].is_number_float());
}

TEST(ExactJson, LargerOnesAreNamed) {
  for (const char* number : {"18446744073709551616", "-9223372036854775809"}) {
    const ExactJson json = parseExactJson("{\"a\": " + std::string(number) + "}");
    EXPECT_FALSE(json.good);
    EXPECT_EQ(json.too_large, number);
  }
}

TEST(ExactJson, WhatIsNoJsonIsNotGood) {
  for (const char* text : {"", "{", "[1,]", "1 2", "nan", "\"\xFF\""}) {
    const ExactJson json = parseExactJson(text);
    EXPECT_FALSE(json.good) << text;
    EXPECT_EQ(json.too_large, "") << text;
  }
}

}  // namespace
}  // namespace hrp::plugin
