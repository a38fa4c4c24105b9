#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

using expression::Value;

std::string har(const std::string& entries) {
  return R"({"log":{"version":"1.2","pages":[{"title":"Shop $1"}],"entries":[)" + entries + "]}}";
}

std::string entry(const std::string& request, int status = 200) {
  return R"({"request":{"method":"POST","url":"https://shop.example/login?x=1#top",)" + request +
         R"(},"response":{"status":)" + std::to_string(status) + "}}";
}

TEST(ConvertHarTest, AnEntryIsSentAsItWasRecorded) {
  const Value request =
      requestOf(har(entry(R"("headers":[{"name":":authority","value":"shop.example"},
                              {"name":"Host","value":"shop.example"},
                              {"name":"Content-Length","value":"14"},
                              {"name":"Content-Type","value":"application/json"},
                              {"name":"X-Token","value":"a$b"},{"name":"Cookie","value":"s=1"}],
                   "cookies":[{"name":"s","value":"1"}],
                   "postData":{"mimeType":"application/json","text":"{\"a\": \"$5\"}\n"})")),
                "a.har");
  EXPECT_EQ(request["method"], "POST");
  EXPECT_EQ(request["url"], "https://shop.example/login?x=1");
  EXPECT_EQ(request["name"], "POST /login");
  EXPECT_EQ(request["headers"],
            (Value{{"Content-Type", "application/json"}, {"X-Token", "a$b"}, {"Cookie", "s=1"}}));
  EXPECT_EQ(request["body"], "{\"a\": \"$5\"}\n");
}

TEST(ConvertHarTest, StepsCheckTheRecordedStatusAndDoNotFollow) {
  const auto converted = convertText(har(entry(R"("headers":[])", 302)), "a.har");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->kind, SourceKind::kHar);
  EXPECT_EQ(converted->testcase["config"]["name"], "Shop $$1");
  const OrderedValue& step = converted->testcase["teststeps"][0];
  EXPECT_EQ(step["request"]["allow_redirects"], false);
  EXPECT_EQ(step["validate"].dump(), R"([{"eq":["status_code",302]}])");
  const auto open = convertText(har(entry(R"("headers":[])", 0)), "a.har");
  EXPECT_FALSE(open->testcase["teststeps"][0].contains("validate"));
}

TEST(ConvertHarTest, FormsWithoutTextAreBuiltFromTheirFields) {
  const Value request = requestOf(
      har(entry(R"("headers":[],"cookies":[{"name":"a","value":"1"},{"name":"b","value":"2"}],
                   "postData":{"mimeType":"application/x-www-form-urlencoded",
                   "params":[{"name":"q","value":"a b&"},{"name":"r","value":""}]})")),
      "a.har");
  EXPECT_EQ(request["body"], "q=a+b%26&r=");
  EXPECT_EQ(request["headers"]["Cookie"], "a=1; b=2");
  EXPECT_EQ(request["headers"]["Content-Type"], "application/x-www-form-urlencoded");
}

TEST(ConvertHarTest, BinaryBodiesAreKept) {
  const Value request = requestOf(har(entry(R"("headers":[],"postData":{"mimeType":"image/png",
      "encoding":"base64","text":"AP+A"})")),
                                  "a.har");
  EXPECT_EQ(expression::toText(request["body"]), std::string("\0\xff\x80", 3));
}

TEST(ConvertHarTest, WhatIsNoHttpRequestIsLeftOutAndNoted) {
  const auto converted = convertText(
      har(R"({"request":{"method":"GET","url":"data:text/plain,x"}},)"
          R"({"_resourceType":"websocket","request":{"method":"GET","url":"https://x/ws"}},)" +
          entry(R"("headers":[],"postData":{"mimeType":"multipart/form-data",
                   "params":[{"name":"f","value":"x"}]})")),
      "a.har");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"].size(), 1u);
  ASSERT_EQ(converted->notes.size(), 3u);
  EXPECT_EQ(converted->notes[0],
            "a.har: entry 1: left out: data:text/plain,x is not http or https");
  EXPECT_EQ(converted->notes[1], "a.har: entry 2: left out: a WebSocket");
  EXPECT_NE(converted->notes[2].find("a.har: entry 3: the multipart form"), std::string::npos);
}

TEST(ConvertHarTest, ErrorsNameTheEntry) {
  EXPECT_EQ(convertError(har(R"({"request":{"method":"GET","url":"http://x/"}},{})"), "a.har"),
            "a.har: entry 2: there is no \"request\" map in it");
  EXPECT_EQ(convertError(har(R"({"request":{"method":"GET"}})"), "a.har"),
            "a.har: entry 1: \"method\" or \"url\" is missing");
  EXPECT_EQ(convertError(har("7"), "a.har"), "a.har: entry 1: there is no \"request\" map in it");
  EXPECT_EQ(convertError(har(""), "a.har"), "a.har: log.entries holds no request over http");
  EXPECT_EQ(convertError(R"({"log":{"entries":7}})", "a.har"), "a.har: log.entries is not a list");
}

}  // namespace
}  // namespace hrp::import
