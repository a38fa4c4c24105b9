#include "outputs/json_indent.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

TEST(JsonIndentTest, PutsOneMemberOnALine) {
  EXPECT_EQ(
      indentedJson(R"({"a":[1,{"b":null}],"c":"x,y:{z}"})"),
      "{\n  \"a\": [\n    1,\n    {\n      \"b\": null\n    }\n  ],\n  \"c\": \"x,y:{z}\"\n}");
}

TEST(JsonIndentTest, KeepsEveryDigitAndEscape) {
  EXPECT_EQ(indentedJson(R"([12345678901234567890123,1.50,1e300,"\u00e9\"\\"])"),
            "[\n  12345678901234567890123,\n  1.50,\n  1e300,\n  \"\\u00e9\\\"\\\\\"\n]");
}

TEST(JsonIndentTest, KeepsWhatIsEmptyOnOneLine) {
  EXPECT_EQ(indentedJson("{ \"a\" : [ ] , \"b\" : { } }"), "{\n  \"a\": [],\n  \"b\": {}\n}");
  EXPECT_EQ(indentedJson(" 7 "), "7");
}

TEST(JsonIndentTest, RefusesWhatIsNoJson) {
  EXPECT_EQ(indentedJson(""), std::nullopt);
  EXPECT_EQ(indentedJson("{\"a\":"), std::nullopt);
  EXPECT_EQ(indentedJson("[1] [2]"), std::nullopt);
  EXPECT_EQ(indentedJson("[\"open"), std::nullopt);
}

TEST(JsonIndentTest, LeavesVeryDeepTextAlone) {
  EXPECT_EQ(indentedJson(std::string(100'000, '[') + std::string(100'000, ']')), std::nullopt);
}

}  // namespace
}  // namespace hrp::outputs
