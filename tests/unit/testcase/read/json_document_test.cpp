#include <gmock/gmock.h>

#include "hrp/testcase/document.hpp"
#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string dumpedJson(const std::string& text) {
  const auto value = parseJsonDocument(text, "f.json");
  return value ? value->dump() : value.error().message;
}

TEST(JsonDocument, Reads) {
  EXPECT_EQ(dumpedJson(R"({"a":[1,{"b":null}],"c":"x"})"), R"({"a":[1,{"b":null}],"c":"x"})");
  EXPECT_EQ(dumpedJson("\xEF\xBB\xBF{\"a\":1}"), R"({"a":1})");
  EXPECT_EQ(dumpedJson("{\"a\":1} and more"), R"({"a":1})");
  EXPECT_EQ(dumpedJson(R"({"a":1,"a":{"b":2}})"), R"({"a":{"b":2}})");
  EXPECT_EQ(dumpedJson("[9223372036854775807,-9223372036854775808,1.0]"),
            "[9223372036854775807,-9223372036854775808,1.0]");
  EXPECT_EQ(dumpedJson("7"), "7");
  EXPECT_TRUE(parseJsonDocument("[1]", "f")->at(0).is_number_integer());
  EXPECT_FALSE(parseJsonDocument("[1]", "f")->at(0).is_number_unsigned());
}

TEST(JsonDocument, NamesThePlaceOfAnError) {
  EXPECT_THAT(dumpedJson("{bad"), StartsWith("f.json:1:2: malformed JSON: "));
  EXPECT_THAT(dumpedJson("{\n  \"a\": 1,\n  oops\n}"), StartsWith("f.json:3:3: malformed JSON: "));
  EXPECT_THAT(dumpedJson(""), StartsWith("f.json:1:1: malformed JSON: "));
  EXPECT_THAT(dumpedJson("[1"), StartsWith("f.json:1:3: "));
  EXPECT_THAT(dumpedJson("[\"\xff\"]"), HasSubstr("f.json:1:"));
  EXPECT_THAT(dumpedJson(std::string(100'000, '[')), HasSubstr("nested deeper than 200 levels"));
}

TEST(JsonDocument, KnowsTextMapsInAnyCase) {
  const auto good = readJson(R"({"Config":{"HEADERS":{"A":1.50}},
    "TestSteps":[{"Request":{"Cookies":{"C":1.0}}}]})",
                             "f.json", Region::kRoot);
  ASSERT_TRUE(good.has_value()) << good.error().message;
  EXPECT_EQ(good->root["Config"]["HEADERS"].dump(), R"({"A":"1.50"})");
  EXPECT_EQ(good->root["TestSteps"][0]["Request"]["Cookies"].dump(), R"({"C":"1.0"})");
}

TEST(JsonDocument, KeepsTextMapsAsWrittenAndTheOrderOfParameters) {
  const auto document = readJson(
      R"({"config":{"headers":{"A":1.50,"B":true,"C":null},"parameters":{"z":[1],"a":[2]}},
          "teststeps":[{"extract":{"x":5},"variables":{"y":5}}]})",
      "f.json", Region::kRoot);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->root["config"]["headers"].dump(), R"({"A":"1.50","B":"true","C":""})");
  EXPECT_EQ(document->root["teststeps"][0]["extract"]["x"], "5");
  EXPECT_EQ(document->root["teststeps"][0]["variables"]["y"], 5);
  EXPECT_THAT(document->parameter_order, ElementsAre("z", "a"));
  EXPECT_TRUE(document->is_json);
}

TEST(JsonDocument, KeepsTheOrderOfUploadsAndTheTextOfListsOfHeaders) {
  const auto document = readJson(
      R"({"TestSteps":[{"Request":{"headers":{"X":[1.50,{"a":1}]},
          "Upload":{"z":1,"a":{"c":2},"z":3}}},{"request":{"upload":[{"z":1},{"z":2}]}}]})",
      "f.json", Region::kRoot);
  ASSERT_TRUE(document) << document.error().message;
  const auto& steps = document->root["TestSteps"];
  EXPECT_EQ(steps[0]["Request"]["headers"]["X"].dump(), R"(["1.50",{"a":1}])");
  EXPECT_EQ(steps[0]["Request"]["Upload"].dump(), R"([{"a":{"c":2}},{"z":3}])");
  EXPECT_EQ(steps[1]["request"]["upload"].dump(), R"([{"z":1},{"z":2}])");
}

}  // namespace
}  // namespace hrp::testcase
