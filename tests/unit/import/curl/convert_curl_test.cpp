#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

using expression::Value;

Value curl(const std::string& text, const Texts& others = {}) {
  return requestOf(text, "a.txt", others);
}

OrderedValue stepOf(const std::string& text) {
  const auto converted = convertText(text, "a.txt");
  if (!converted) ADD_FAILURE() << converted.error().message;
  return converted ? converted->testcase["teststeps"][0] : OrderedValue();
}

std::string curlError(const std::string& text) {
  return convertError(text, "a.txt");
}

TEST(ConvertCurlTest, WhatABrowserCopiesIsSentAsItWas) {
  const Value request = curl(
      "curl 'https://shop.example/api/items?sort=price&dir=%2Fup' \\\n"
      "  -X 'PUT' \\\n"
      "  -H 'accept: application/json, text/plain, */*' \\\n"
      "  -H 'authorization: Bearer a.b$c' \\\n"
      "  -b 'sid=1; theme=dark' \\\n"
      "  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \\\n"
      "  --data-raw $'{\"name\":\"it\\'s \\u00e9\\u0021\",\"cost\":\"$5\"}' \\\n"
      "  --compressed\n");
  EXPECT_EQ(request["method"], "PUT");
  EXPECT_EQ(request["url"], "https://shop.example/api/items?sort=price&dir=%2Fup");
  EXPECT_EQ(request["body"], "{\"name\":\"it's \u00e9!\",\"cost\":\"$5\"}");
  EXPECT_EQ(request["headers"], (Value{{"accept", "application/json, text/plain, */*"},
                                       {"authorization", "Bearer a.b$c"},
                                       {"user-agent", "Mozilla/5.0 (X11; Linux x86_64)"},
                                       {"Cookie", "sid=1; theme=dark"},
                                       {"Content-Type", "application/x-www-form-urlencoded"}}));
}

TEST(ConvertCurlTest, TheMethodFollowsFromTheRest) {
  EXPECT_EQ(curl("curl http://x/")["method"], "GET");
  EXPECT_EQ(curl("curl -d a http://x/")["method"], "POST");
  EXPECT_EQ(curl("curl -I http://x/")["method"], "HEAD");
  EXPECT_EQ(curl("curl -d a -X PATCH http://x/")["method"], "PATCH");
}

TEST(ConvertCurlTest, DataIsJoinedAndFilesAreRead) {
  const Texts files{{"in.txt", "one\r\ntwo\n"}, {"name.txt", "a b&"}};
  EXPECT_EQ(curl("curl -d a=1 --data-raw @b -d @in.txt x", files)["body"], "a=1&@b&onetwo");
  EXPECT_EQ(curl("curl --data-binary @in.txt x", files)["body"], "one\r\ntwo\n");
  EXPECT_EQ(curl("curl --data-urlencode 'q=a b' --data-urlencode =c= --data-urlencode n@name.txt "
                 "--data-urlencode plain+ x",
                 files)["body"],
            "q=a+b&c%3D&n=a+b%26&plain%2B");
}

TEST(ConvertCurlTest, JsonSetsItsHeaders) {
  const Value request = curl(R"(curl --json '{"a":' --json '1}' x)");
  EXPECT_EQ(request["method"], "POST");
  EXPECT_EQ(request["body"], R"({"a":1})");
  EXPECT_EQ(request["headers"],
            (Value{{"Content-Type", "application/json"}, {"Accept", "application/json"}}));
}

TEST(ConvertCurlTest, GetMovesDataIntoTheUrl) {
  const Value request = curl("curl -G -d 'a=$1' --data-urlencode 'b=c d' 'http://x/p?z=0#top'");
  EXPECT_EQ(request["method"], "GET");
  EXPECT_EQ(request["url"], "http://x/p?z=0&a=$1&b=c+d");
  EXPECT_EQ(request["body"], nullptr);
  EXPECT_EQ(curl("curl --url-query 'q=a b' http://x")["url"], "http://x?q=a+b");
  EXPECT_EQ(curl("curl --url-query '+q=a%20b' http://x")["url"], "http://x?q=a%20b");
}

TEST(ConvertCurlTest, HeadersCanBeEmptyAndTakenAway) {
  const Value request =
      curl("curl -d x -H 'X-Empty;' -H 'Content-Type:' -H 'Accept:' -H 'X-A:  1 ' x");
  EXPECT_EQ(request["headers"], (Value{{"X-Empty", ""}, {"X-A", "1"}}));
}

TEST(ConvertCurlTest, CredentialsBecomeAHeader) {
  EXPECT_EQ(curl("curl -u 'us$er:pa:ss' x")["headers"],
            (Value{{"Authorization", "Basic dXMkZXI6cGE6c3M="}}));
  EXPECT_EQ(curl("curl --oauth2-bearer t x")["headers"], (Value{{"Authorization", "Bearer t"}}));
  EXPECT_EQ(curl("curl -u a:b -H 'Authorization: own' x")["headers"],
            (Value{{"Authorization", "own"}}));
}

TEST(ConvertCurlTest, SettingsOfTheTransferAreKept) {
  const OrderedValue request = stepOf(
      "curl -k -L -m 2.5 -A agent -e 'http://ref;auto' -r 0-9 --http2 https://x/")["request"];
  EXPECT_EQ(request["verify"], false);
  EXPECT_EQ(request["timeout"], 2.5);
  EXPECT_EQ(request["http2"], true);
  EXPECT_FALSE(request.contains("allow_redirects"));
  EXPECT_EQ(request["headers"].dump(),
            R"({"User-Agent":"agent","Referer":"http://ref","Range":"bytes=0-9"})");
  EXPECT_EQ(stepOf("curl x")["request"]["allow_redirects"], false);
}

TEST(ConvertCurlTest, FormsBecomeUploads) {
  const auto converted = convertText(
      "curl -F 'a=text;type=text/plain' -F 'f=@\"in file.txt\";filename=x.txt' "
      "-F 'c=<in file.txt' --form-string 'd=@no$' x",
      "a.txt", {{"in file.txt", "content"}});
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  const OrderedValue request = converted->testcase["teststeps"][0]["request"];
  EXPECT_EQ(request["method"], "POST");
  // A text that begins with @ cannot stand in `upload`.
  EXPECT_TRUE(request["headers"]["Content-Type"].get<std::string>().starts_with("multipart/"));
  EXPECT_NE(request["body"].get<std::string>().find("name=\"f\"; filename=\"x.txt\""),
            std::string::npos);
  const auto simple = convertText("curl -F 'a=t;type=text/plain' -F 'f=@in.txt' -F 'c=<in.txt' x",
                                  "a.txt", {{"in.txt", "content"}});
  ASSERT_TRUE(simple.has_value()) << simple.error().message;
  EXPECT_EQ(simple->testcase["teststeps"][0]["request"]["upload"].dump(),
            R"({"a":"t;type=\"text/plain\"","f":"@\"in.txt\";type=\"text/plain\"","c":"content"})");
  EXPECT_EQ(runDocument(simple->testcase, TextFormat::kYaml, {{"in.txt", "content"}}).size(), 1u);
}

TEST(ConvertCurlTest, EveryUrlAndCommandIsAStep) {
  const auto requests = requestsOf(
      "# two calls\n$ curl -s http://a/1 http://a/2 --next -d x http://b/3\n"
      "/usr/bin/curl http://c/4; curl d/5",
      "a.sh");
  ASSERT_EQ(requests.size(), 5u);
  EXPECT_EQ(requests[1]["url"], "http://a/2");
  EXPECT_EQ(requests[2]["body"], "x");
  EXPECT_EQ(requests[3]["name"], "GET /4");
  EXPECT_EQ(requests[4]["url"], "http://d/5");
}

TEST(ConvertCurlTest, BracketsInUrlsAreTakenAsCurlTakesThem) {
  EXPECT_EQ(curl("curl 'http://[::1]:80/a?b[]=1'")["url"], "http://[::1]:80/a?b[]=1");
  EXPECT_EQ(curl(R"(curl 'http://x/\{id\}?a\[0\]=1')")["url"], "http://x/{id}?a[0]=1");
  EXPECT_EQ(curl("curl -g 'http://x/{a,b}[1-2]'")["url"], "http://x/{a,b}[1-2]");
}

TEST(ConvertCurlTest, PatternsInUrlsAreAStepEach) {
  const auto requests = requestsOf("curl 'http://x/{a,b}/[08-10]'", "a.txt");
  ASSERT_EQ(requests.size(), 6u);
  EXPECT_EQ(requests[1]["url"], "http://x/a/09");
  EXPECT_EQ(requests[5]["url"], "http://x/b/10");
}

TEST(ConvertCurlTest, ErrorsNameFileAndPlace) {
  EXPECT_EQ(curlError("curl x \\\n --frob"), "a.txt:2:2: curl's --frob is not known");
  EXPECT_EQ(curlError("wget http://x"), "a.txt:1:1: expected a curl command, got \"wget\"");
  EXPECT_EQ(curlError("curl -H Broken x"),
            "a.txt:1:9: the header \"Broken\" is not of the form \"Name: value\"");
  EXPECT_EQ(curlError("curl -d @gone.txt x").find("a.txt:1:9: /w/gone.txt"), 0u);
  EXPECT_EQ(curlError("curl -d @- x"),
            "a.txt:1:9: the command reads standard input, which the text does not give");
  EXPECT_EQ(curlError("curl -F name x"),
            "a.txt:1:9: the form field \"name\" is not of the form name=content");
  EXPECT_EQ(curlError("curl ''"), "a.txt:1:6: the URL is empty");
  EXPECT_EQ(curlError("curl ftp://x/"), "a.txt:1:6: ftp://x/ is not http or https");
}

TEST(ConvertCurlTest, ABadCommandDoesNotRefuseTheOthers) {
  const auto converted =
      convertText("curl http://x/1\ncurl --frob x\ncurl http://x/2 | jq .", "a.txt");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["teststeps"].size(), 2u);
  ASSERT_EQ(converted->notes.size(), 2u);
  EXPECT_EQ(converted->notes[0], "a.txt:3:19: | jq . is left out");
  EXPECT_EQ(converted->notes[1].find("a.txt:2:6: curl's --frob is not known; this command is"), 0u);
}

TEST(ConvertCurlTest, ShellVariablesAreReadFromTheEnvironment) {
  const auto converted =
      convertText("curl \"http://h/a/$ID\" -H \"Authorization: Bearer $TOKEN\" -d '$5'", "a.txt");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  const OrderedValue& request = converted->testcase["teststeps"][0]["request"];
  EXPECT_EQ(request["url"], "http://h/a/${ENV(ID)}");
  EXPECT_EQ(request["headers"]["Authorization"], "Bearer ${ENV(TOKEN)}");
  EXPECT_EQ(request["body"], "$$5");
  ASSERT_EQ(converted->notes.size(), 1u);
  EXPECT_NE(converted->notes[0].find("ID, TOKEN"), std::string::npos);
}

TEST(ConvertCurlTest, CredentialsAndEncodedDataMayHoldVariables) {
  const auto converted =
      convertText("curl -u \"$U:p\" --data-urlencode \"q=$Q b\" http://h/", "a.txt");
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  const OrderedValue& step = converted->testcase["teststeps"][0];
  EXPECT_EQ(step["request"]["headers"]["Authorization"], "Basic ${base64(\"${U}:p\")}");
  EXPECT_EQ(step["request"]["body"], "q=${url_encode($Q)}+b");
  EXPECT_EQ(step["variables"].dump(), R"({"U":"${ENV(U)}","Q":"${ENV(Q)}"})");
}

TEST(ConvertCurlTest, TakesWordsThatAShellHasSplit) {
  hrp::testing::MemoryFiles files;
  const auto converted = convertCurlWords({"http://x/a b", "-H", "A: $1"}, files);
  ASSERT_TRUE(converted.has_value()) << converted.error().message;
  EXPECT_EQ(converted->testcase["config"]["name"], "GET /a b");
  EXPECT_EQ(converted->testcase["teststeps"][0]["request"]["headers"]["A"], "$$1");
  const auto refused = convertCurlWords({"x", "--frob"}, files);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "curl: word 2: curl's --frob is not known");
}

}  // namespace
}  // namespace hrp::import
