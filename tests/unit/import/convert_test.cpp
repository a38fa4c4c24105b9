#include "hrp/import/convert.hpp"

#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

SourceKind kindOf(const std::string& text, const std::string& file) {
  const auto converted = convertText(text, file);
  if (!converted) ADD_FAILURE() << converted.error().message;
  return converted ? converted->kind : SourceKind::kTestcase;
}

TEST(ConvertTest, FindsTheKindByTheContent) {
  EXPECT_EQ(kindOf("\xEF\xBB\xBF# call\n\ncurl http://x", "a.json"), SourceKind::kCurl);
  EXPECT_EQ(kindOf(R"({"log":{"entries":[{"request":{"method":"GET","url":"http://x"}}]}})", "a"),
            SourceKind::kHar);
  EXPECT_EQ(kindOf("fetch(\"http://x/\");", "a.js"), SourceKind::kBrowser);
  EXPECT_EQ(kindOf("Invoke-WebRequest -Uri \"http://x/\"", "a.txt"), SourceKind::kBrowser);
  EXPECT_EQ(kindOf("curl ^\"http://x/^\"", "a.txt"), SourceKind::kCurl);
  const std::string item = R"([{"name":"a","request":"http://x"}])";
  EXPECT_EQ(kindOf(R"({"info":{},"item":)" + item + "}", "a.txt"), SourceKind::kPostman);
  EXPECT_EQ(kindOf(R"({"collection":{"info":{},"item":)" + item + "}}", "a"), SourceKind::kPostman);
  EXPECT_EQ(kindOf(R"({"teststeps":[]})", "a.json"), SourceKind::kTestcase);
  EXPECT_EQ(kindOf("config: {name: x}\nteststeps: []\n", "a.yml"), SourceKind::kTestcase);
  EXPECT_EQ(kindOf(R"({"name":"api","request":{"url":"/x"}})", "a.json"), SourceKind::kTestcase);
}

TEST(ConvertTest, ATestcaseGoesToYamlAndBack) {
  const std::string yaml =
      "config:\n  name: round trip\n  base_url: http://x\n  variables:\n    v: $$5\n"
      "  parameters:\n    z-a: [[1, 2], [3, 4]]\n    b: [x]\n"
      "teststeps:\n  - name: one\n    request:\n      method: POST\n      url: /a\n"
      "      headers: {X: 1.50}\n      json: {z: 1, a: [$v, 9007199254740993]}\n"
      "    validate:\n      - eq: [status_code, 200]\n";
  const auto first = convertText(yaml, "a.yaml");
  ASSERT_TRUE(first.has_value()) << first.error().message;
  EXPECT_EQ(first->written_in, TextFormat::kYaml);
  const std::string as_json = writeDocument(first->testcase, TextFormat::kJson);
  const auto second = convertText(as_json, "a.json");
  ASSERT_TRUE(second.has_value()) << second.error().message;
  EXPECT_EQ(second->written_in, TextFormat::kJson);
  EXPECT_EQ(second->testcase, first->testcase);
  const auto requests = runDocument(second->testcase, TextFormat::kYaml);
  EXPECT_EQ(requests, runDocument(first->testcase, TextFormat::kJson));
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0]["body"].dump(), R"({"a":["$5",9007199254740993],"z":1})");
}

TEST(ConvertTest, WhatItCanNotConvertIsNamed) {
  EXPECT_EQ(convertError("", "a.json"), "a.json: the file is empty");
  EXPECT_EQ(convertError("[1]", "a.json"), "a.json: the document is not a map");
  EXPECT_EQ(convertError(R"({"openapi":"3"})", "a.json"),
            "a.json: an OpenAPI description cannot be converted");
  EXPECT_EQ(convertError(R"({"requests":[],"order":[]})", "a.json"),
            "a.json: a Postman 1 collection cannot be converted; export it as 2.1");
  EXPECT_EQ(convertError(R"({"a":1})", "a.json"),
            "a.json: neither a HAR file, a Postman collection nor a testcase");
  EXPECT_EQ(convertError("GET http://x", "a.txt"),
            "a.txt:1:1: expected a curl command, got \"GET\"");
  EXPECT_EQ(convertError("# only\n", "a.txt"), "a.txt: the file is empty");
  EXPECT_EQ(convertError("<jmeterTestPlan/>", "a.jmx"), "a.jmx: a JMeter plan cannot be converted");
  EXPECT_EQ(convertError("{\n\"a\" 1}", "a.har").find("a.har:2:"), 0u);
}

}  // namespace
}  // namespace hrp::import
