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
  const auto open = convertText(har(R"({"request":{"method":"GET","url":"http://x/"}})"), "a.har");
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

TEST(ConvertHarTest, WhatIsNoRequestOfItsOwnIsLeftOutAndNoted) {
  const std::string request = R"("request":{"method":"GET","url":"https://x/a"})";
  const auto converted = convertText(
      har(R"({"request":{"method":"GET","url":"data:text/plain,x"}},)"
          R"({"_resourceType":"websocket","request":{"method":"GET","url":"https://x/ws"}},)"
          R"({"_fromCache":"memory",)" +
          request + R"(},{"response":{"status":0},)" + request +
          R"(},{"response":{"_error":"net::ERR_ABORTED","status":200},)" + request + "},7," +
          entry(R"("headers":[],"postData":{"mimeType":"multipart/form-data",
                   "params":[{"name":"f","value":"x"}]})")),
      "a.har");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"].size(), 1u);
  EXPECT_EQ(converted->notes,
            (std::vector<std::string>{
                "a.har: entry 7: the multipart form has no recorded content; its 1 parts are "
                "left out",
                "a.har: entry 2: left out: a WebSocket",
                "a.har: entry 3: left out: answered from the browser's cache",
                "a.har: entries 4, 5: left out: failed or never sent",
                "a.har: entry 6: left out: no \"request\" with method and url",
                "a.har: entry 1: left out: not http or https"}));
}

TEST(ConvertHarTest, CookiesThatTheRecordingGotAreLeftToTheJar) {
  const auto requests = requestsOf(har(R"({"request":{"method":"GET","url":"http://x/1",
                         "headers":[{"name":"Cookie","value":"old=1"}]},
              "response":{"status":200,"headers":[{"name":"Set-Cookie","value":"sid=NEW; Path=/"},
                                                  {"name":"Set-Cookie","value":"theme=dark"}]}},
             {"request":{"method":"GET","url":"http://x/2","headers":[
                {"name":"cookie","value":"sid=OLD; theme=dark"},
                {"name":"cookie","value":"old=1"}]}})"),
                                   "a.har");
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0]["headers"]["Cookie"], "old=1");
  EXPECT_EQ(requests[1]["headers"]["Cookie"], "old=1");
}

TEST(ConvertHarTest, EntriesComeInTheOrderOfTheirStart) {
  const auto requests = requestsOf(har(R"({"startedDateTime":"2026-01-01T10:00:02Z",
               "request":{"method":"GET","url":"http://x/2"}},
             {"startedDateTime":"2026-01-01T11:00:01+01:00",
               "request":{"method":"GET","url":"http://x/1"}})"),
                                   "a.har");
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0]["url"], "http://x/1");
}

TEST(ConvertHarTest, MethodsHeadersAndProtocolAreKept) {
  const auto converted = convertText(
      har(R"({"request":{"method":"patch","httpVersion":"HTTP/2.0","url":"https://x/","headers":[
              {"name":"x-a","value":"1"},{"name":"X-A","value":"2"}]}},
             {"request":{"method":"GET","httpVersion":"h2","url":"http://x/"}})"),
      "a.har");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"][0]["request"].dump(),
            R"({"method":"patch","method_as_written":true,"url":"https://x/",)"
            R"("headers":{"x-a":["1","2"]},"allow_redirects":false,"http2":true})");
  EXPECT_FALSE(converted->testcase["teststeps"][1]["request"].contains("http2"));
}

TEST(ConvertHarTest, ABodyThatWasPackedIsSentUnpacked) {
  const auto converted =
      convertText(har(entry(R"("headers":[{"name":"Content-Encoding","value":"gzip"}],
                               "postData":{"mimeType":"text/plain","text":"plain"})")),
                  "a.har");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"][0]["request"]["headers"].dump(),
            R"({"Content-Type":"text/plain"})");
  EXPECT_EQ(converted->notes.size(), 1u);
}

TEST(ConvertHarTest, OnlyAndSkipChooseEntries) {
  hrp::testing::MemoryFiles files;
  ReadOptions options;
  options.only = {"*.shop.example"};
  options.skip = {"image"};
  const std::string text = har(R"({"request":{"method":"GET","url":"https://www.shop.example/"}},
             {"_resourceType":"image",
               "request":{"method":"GET","url":"https://www.shop.example/a"}},
             {"request":{"method":"GET","url":"https://ads.example/"}})");
  const auto converted = convertDocument(text, "a.har", files, options);
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"].size(), 1u);
  EXPECT_EQ(converted->notes,
            std::vector<std::string>{"a.har: entries 2, 3: left out: by --only and --skip"});
}

TEST(ConvertHarTest, ARecordingWithoutRequestsIsAnError) {
  EXPECT_EQ(convertError(har("7"), "a.har"), "a.har: log.entries holds no request over http");
  EXPECT_EQ(convertError(har(""), "a.har"), "a.har: log.entries holds no request over http");
  EXPECT_EQ(convertError(R"({"log":{"entries":7}})", "a.har"),
            "a.har: log.entries is missing or not a list: no HAR");
}

}  // namespace
}  // namespace hrp::import
