#include <gmock/gmock.h>

#include "hrp/testcase/document.hpp"
#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string dumpedYaml(const std::string& yaml) {
  const auto value = parseYamlDocument(yaml, "f.yaml");
  return value ? value->dump() : value.error().message;
}

TEST(YamlDocument, ReadsTypesAnchorsAndMergeKeys) {
  EXPECT_EQ(dumpedYaml("a: [1, two, 3.5]\nb: {c: '007', d: \"1\"}\n"),
            R"({"a":[1,"two",3.5],"b":{"c":"007","d":"1"}})");
  EXPECT_EQ(dumpedYaml("a: &x {k: 1}\nb: *x\n"), R"({"a":{"k":1},"b":{"k":1}})");
  EXPECT_EQ(dumpedYaml("a: &x {k: 1, l: 2}\nb: {<<: *x, k: 3}\n"),
            R"({"a":{"k":1,"l":2},"b":{"k":3,"l":2}})");
  EXPECT_EQ(dumpedYaml("b: {<<: [{k: 1}, {k: 2, l: 3}]}\n"), R"({"b":{"k":1,"l":3}})");
  EXPECT_EQ(dumpedYaml("a: !!str 12\nb: !!int \"7\"\nc: |\n  x\n"),
            R"({"a":"12","b":7,"c":"x\n"})");
  EXPECT_EQ(dumpedYaml("200: ok\n~: x\n"), R"({"200":"ok","null":"x"})");
  EXPECT_EQ(dumpedYaml("a: 1\n---\na: 2\n"), R"({"a":1})");
  EXPECT_EQ(dumpedYaml(""), "null");
}

TEST(YamlDocument, EscapesBeyondAsciiAreUtf8) {
  EXPECT_EQ(dumpedYaml(R"({"a\_": "\_\N\xA0\u00e9\L", b: ["x\_"]})"),
            "{\"a\u00a0\":\"\u00a0\u0085\u00a0\u00e9\u2028\",\"b\":[\"x\u00a0\"]}");
}

TEST(YamlDocument, NamesThePlaceOfAnError) {
  EXPECT_THAT(dumpedYaml("a: [\n b\n"), StartsWith("f.yaml:"));
  EXPECT_THAT(dumpedYaml("a: [\n b\n"), HasSubstr("malformed YAML"));
  EXPECT_EQ(dumpedYaml("a: 1\nb: 2\na: 3\n"), "f.yaml:3:1: key \"a\" is already in this map");
  EXPECT_THAT(dumpedYaml("a: .inf\n"), StartsWith("f.yaml:1:4: .inf is not a number"));
  EXPECT_THAT(dumpedYaml("? [1]\n: x\n"), HasSubstr("a map key must be text"));
  EXPECT_THAT(dumpedYaml("a: {<<: 5}\n"), HasSubstr("a merge key needs a map"));
  EXPECT_EQ(dumpedYaml("a: \xff\n"), "f.yaml: not UTF-8 at byte 4");
}

TEST(YamlDocument, BoundsAliasBombsAndDepth) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  EXPECT_THAT(dumpedYaml(bomb), HasSubstr("too large after its aliases are expanded"));
  EXPECT_THAT(dumpedYaml(std::string(300, '[') + std::string(300, ']')), HasSubstr("deeper than"));
  EXPECT_THAT(dumpedYaml(std::string(5000, '[')), StartsWith("f.yaml"));
}

TEST(YamlDocument, KeepsTextMapsAsWritten) {
  const auto document = readYaml(
      "config:\n  headers: {X-A: 1.50, X-B: 010, X-C: true, X-D: }\n"
      "  variables: {headers: {n: 1.50}}\n  parameters: {z: [1], a: [2]}\n"
      "teststeps:\n- request: {headers: {X: 1e3}, body: {extract: {y: 1}}}\n",
      "f.yaml", Region::kRoot);
  ASSERT_TRUE(document) << document.error().message;
  const auto& config = document->root["config"];
  EXPECT_EQ(config["headers"]["X-A"], "1.50");
  EXPECT_EQ(config["headers"]["X-B"], "010");
  EXPECT_EQ(config["headers"]["X-C"], "true");
  EXPECT_EQ(config["variables"]["headers"]["n"], 1.5);
  EXPECT_EQ(document->root["teststeps"][0]["request"]["headers"]["X"], "1e3");
  EXPECT_EQ(document->root["teststeps"][0]["request"]["body"]["extract"]["y"], 1);
  EXPECT_THAT(document->parameter_order, ElementsAre("z", "a"));
}

TEST(YamlDocument, KeepsTheOrderOfUploadsAndTheTextOfListsOfHeaders) {
  const auto document = readYaml(
      "base: &base {y: 1, file: 2}\n"
      "teststeps:\n- request: {headers: {X: [1.50, 010]}, upload: {z: 1, <<: *base, a: {c: 1}}}\n"
      "- request: {upload: [{z: 1}, {z: 2}]}\n",
      "f.yaml", Region::kRoot);
  ASSERT_TRUE(document) << document.error().message;
  const auto& steps = document->root["teststeps"];
  EXPECT_EQ(steps[0]["request"]["headers"]["X"].dump(), R"(["1.50","010"])");
  EXPECT_EQ(steps[0]["request"]["upload"].dump(), R"([{"z":1},{"a":{"c":1}},{"file":2},{"y":1}])");
  EXPECT_EQ(steps[1]["request"]["upload"].dump(), R"([{"z":1},{"z":2}])");
}

}  // namespace
}  // namespace hrp::testcase
