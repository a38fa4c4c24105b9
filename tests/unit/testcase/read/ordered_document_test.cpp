#include "hrp/testcase/ordered_document.hpp"

#include <gtest/gtest.h>

namespace hrp::testcase {
namespace {

std::string orderedJson(const std::string& text) {
  const auto document = readOrderedJson(text, "a.json");
  return document ? document->dump() : document.error().message;
}

std::string orderedYaml(const std::string& text) {
  const auto document = readOrderedYaml(text, "a.yaml");
  return document ? document->dump() : document.error().message;
}

TEST(OrderedDocumentTest, KeepsTheOrderOfKeys) {
  EXPECT_EQ(orderedJson(R"({"z":1,"a":[{"y":1,"b":2}]})"), R"({"z":1,"a":[{"y":1,"b":2}]})");
  EXPECT_EQ(orderedYaml("z: 1\na:\n  - {y: 1, b: 2}\n"), R"({"z":1,"a":[{"y":1,"b":2}]})");
}

TEST(OrderedDocumentTest, ReadsScalarsAsTestcasesDo) {
  EXPECT_EQ(orderedJson(R"({"config":{"headers":{"X":1.50}},"n":9007199254740993})"),
            R"({"config":{"headers":{"X":"1.50"}},"n":9007199254740993})");
  EXPECT_EQ(orderedYaml("config: {headers: {X: 1.50}}\na: 010\nb: yes\n"),
            R"({"config":{"headers":{"X":"1.50"}},"a":8,"b":"yes"})");
}

TEST(OrderedDocumentTest, ExpandsAliasesAndMergeKeys) {
  EXPECT_EQ(orderedYaml("base: &b {z: 1, y: 2}\nuse:\n  <<: *b\n  a: 3\nlist: [*b]\n"),
            R"({"base":{"z":1,"y":2},"use":{"z":1,"y":2,"a":3},"list":[{"z":1,"y":2}]})");
  EXPECT_EQ(orderedYaml("a: &a {x: 1}\nb: &b {y: 2}\nc:\n  <<: [*a, *b]\n"),
            R"({"a":{"x":1},"b":{"y":2},"c":{"x":1,"y":2}})");
}

TEST(OrderedDocumentTest, ErrorsNameThePlace) {
  EXPECT_EQ(orderedJson("{\n \"a\": }").find("a.json:2:7: malformed JSON"), 0u)
      << orderedJson("{\n \"a\": }");
  EXPECT_EQ(orderedJson("{} x"), "a.json: text after the JSON document");
  EXPECT_EQ(orderedYaml("a: [").find("a.yaml:1:1: malformed YAML"), 0u) << orderedYaml("a: [");
}

TEST(OrderedDocumentTest, AnUploadStaysTheMapOrListThatItIs) {
  const std::string map =
      R"({"teststeps":[{"request":{"upload":{"z":{"c":1,"b":2},"a":"1"},"headers":{"X":["1","2"]}}}]})";
  const std::string list = R"({"teststeps":[{"request":{"upload":[{"z":"1"},{"z":"2"}]}}]})";
  for (const std::string& text : {map, list}) {
    EXPECT_EQ(orderedJson(text), text);
    EXPECT_EQ(orderedYaml(text), text);
  }
}

}  // namespace
}  // namespace hrp::testcase
