#include "import/curl/curl_command.hpp"

#include <gtest/gtest.h>

#include "hrp/import/convert.hpp"

namespace hrp::import {
namespace {

base::Result<std::vector<CurlCommand>> read(const std::vector<std::string>& texts) {
  std::vector<ShellWord> words;
  for (const std::string& text : texts) words.push_back({text, "w" + std::to_string(words.size())});
  return readCurlWords(words, "curl");
}

CurlCommand one(const std::vector<std::string>& texts) {
  auto commands = read(texts);
  if (commands && commands->size() == 1) return commands->front();
  ADD_FAILURE() << (commands ? "not one command" : commands.error().message);
  return {};
}

std::string refusal(const std::vector<std::string>& texts) {
  const auto commands = read(texts);
  return commands ? "read" : commands.error().message;
}

TEST(CurlCommandTest, ReadsLongAndShortOptions) {
  const CurlCommand command =
      one({"--request",  "PUT", "-H",  "A: 1",        "--header=B: 2", "-d", "x",     "--data-raw",
           "@y",         "-b",  "c=d", "-u",          "me:secret",     "-A", "agent", "-e",
           "http://ref", "-m",  "2.5", "http://host/"});
  EXPECT_EQ(command.method, "PUT");
  ASSERT_EQ(command.headers.size(), 2u);
  EXPECT_EQ(command.headers[1].text, "B: 2");
  ASSERT_EQ(command.data.size(), 2u);
  EXPECT_EQ(command.data[1].kind, CurlData::Kind::kRaw);
  EXPECT_EQ(command.cookies[0].text, "c=d");
  EXPECT_EQ(command.user->text, "me:secret");
  EXPECT_EQ(command.user_agent, "agent");
  EXPECT_EQ(command.referer, "http://ref");
  EXPECT_EQ(command.max_time_s, 2.5);
  EXPECT_EQ(command.urls[0].text, "http://host/");
}

TEST(CurlCommandTest, ShortFlagsStandTogether) {
  const CurlCommand command = one({"-sSLkXPOST", "-d@file", "-IG", "http://x"});
  EXPECT_TRUE(command.follow);
  EXPECT_TRUE(command.insecure);
  EXPECT_TRUE(command.head);
  EXPECT_TRUE(command.data_in_url);
  EXPECT_EQ(command.method, "POST");
  EXPECT_EQ(command.data[0].value, "@file");
  EXPECT_EQ(one({"-sXPUT", "x"}).method, "PUT");
  EXPECT_EQ(one({"-sX", "PUT", "x"}).method, "PUT");
}

TEST(CurlCommandTest, TakesValuesThatLookLikeOptions) {
  EXPECT_EQ(one({"-d", "--data", "x"}).data[0].value, "--data");
  EXPECT_EQ(one({"--", "-x"}).urls[0].text, "-x");
  EXPECT_EQ(one({"--url=http://a/?b=c"}).urls[0].text, "http://a/?b=c");
}

TEST(CurlCommandTest, WhatOnlyChangesTheOutputIsForgotten) {
  const CurlCommand command =
      one({"-s", "-S", "-v", "-i", "-f", "-o", "file", "-w", "%{http_code}", "--compressed", "-#",
           "--connect-timeout", "3", "-c", "jar", "x"});
  ASSERT_EQ(command.urls.size(), 1u);
  EXPECT_EQ(command.urls[0].text, "x");
}

TEST(CurlCommandTest, NextBeginsAnotherTransfer) {
  const auto commands = read({"-d", "1", "a", "--next", "-k", "b", "c"});
  ASSERT_TRUE(commands.has_value());
  ASSERT_EQ(commands->size(), 2u);
  EXPECT_TRUE((*commands)[1].data.empty());
  EXPECT_EQ((*commands)[1].urls.size(), 2u);
  EXPECT_EQ((*commands)[1].place, "w4");
}

TEST(CurlCommandTest, ErrorsNameTheOptionAndItsPlace) {
  EXPECT_EQ(refusal({"x", "--frobnicate"}), "w1: curl's --frobnicate is not known");
  EXPECT_EQ(refusal({"-s", "--unix-socket=a", "x"}),
            "w1: curl's --unix-socket cannot be taken over");
  EXPECT_EQ(refusal({"-sK", "x"}), "w1: curl's -K cannot be taken over");
  EXPECT_EQ(refusal({"x", "-H"}), "w1: -H needs a value");
  EXPECT_EQ(refusal({"x", "--compressed=yes"}), "w1: --compressed takes no value");
  EXPECT_EQ(refusal({"x", "-m", "soon"}), "w2: -m: \"soon\" is not a number of seconds");
  EXPECT_EQ(refusal({"-X", "GET"}), "w0: the curl command has no URL");
  EXPECT_EQ(refusal({}), "curl: the curl command has no URL");
  EXPECT_EQ(refusal({"x", "-d", "a", "-F", "b=c"}), "w2: -d and -F exclude each other");
  EXPECT_EQ(refusal({"x", "-d", "a", "-T", "b"}), "w4: -T excludes -d and -F");
  EXPECT_EQ(refusal({"x", "-I", "-d", "a"}).find("w0: -I sends no body"), 0u);
}

TEST(CurlCommandTest, WhatNoTestcaseCanSayIsNoted) {
  const CurlCommand command = one({"x", "-x", "http://p:1", "--limit-rate", "1k", "--retry", "3",
                                   "-4", "--no-location-trusted", "--ssl-no-revoke"});
  ASSERT_EQ(command.notes.size(), 2u);
  EXPECT_EQ(command.notes[0],
            "w2: -x http://p:1 is not part of the testcase: give the proxy to hrp as --proxy-url");
  EXPECT_EQ(command.notes[1].find("w4: --limit-rate 1k is not part of the testcase"), 0u);
}

TEST(CurlCommandTest, TheLastOfASettingCounts) {
  EXPECT_FALSE(one({"x", "-L", "--no-location"}).follow);
  EXPECT_FALSE(one({"x", "--http2", "--http1.1"}).http2);
  EXPECT_TRUE(one({"x", "--http2", "--http2-prior-knowledge"}).http2_only);
  EXPECT_EQ(one({"x", "-r", "600"}).range, "600-");
  EXPECT_EQ(one({"x", "-r", "0-9"}).range, "0-9");
  EXPECT_EQ(one({"x", "-C", "100"}).range, "100-");
}

TEST(CurlCommandTest, KnowsWhichWordsTakeTheNextOne) {
  for (const char* word :
       {"-H", "-sH", "--header", "--data-raw", "-x", "-m", "-T", "--retry", "-E"}) {
    EXPECT_TRUE(curlOptionTakesNextWord(word)) << word;
  }
  for (const char* word :
       {"-XPOST", "--header=a", "-s", "-sSL", "http://x", "--", "-", "--nothing", "-4", ""}) {
    EXPECT_FALSE(curlOptionTakesNextWord(word)) << word;
  }
}

}  // namespace
}  // namespace hrp::import
