#include "import/curl/curl_step.hpp"

#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

OrderedValue step(const std::string& command, const Texts& files = {}) {
  const auto converted = convertText("curl " + command, "a", files);
  if (!converted) return converted.error().message;
  return converted->testcase["teststeps"][0];
}

OrderedValue requestIn(const std::string& command, const Texts& files = {}) {
  const OrderedValue made = step(command, files);
  return made.is_object() ? made["request"] : made;
}

TEST(CurlStepTest, MethodsKeepTheirCase) {
  const OrderedValue request = requestIn("-X patch -d a=1 http://h/");
  EXPECT_EQ(request["method"], "patch");
  EXPECT_EQ(request["method_as_written"], true);
  EXPECT_FALSE(requestIn("-X PATCH http://h/").contains("method_as_written"));
}

TEST(CurlStepTest, HeadersMayComeAgainAndFromAFile) {
  EXPECT_EQ(
      requestIn("-H 'X-A: 1' -H 'x-a: 2' -H @h.txt http://h/", {{"h.txt", "B: 3\n"}})["headers"]
          .dump(),
      R"({"X-A":["1","2"],"B":"3"})");
}

TEST(CurlStepTest, CookiesOfTheirOwnHeaderKeepOthersAway) {
  EXPECT_EQ(requestIn("-H 'Cookie: a=1' -b b=2 http://h/")["headers"]["Cookie"], "a=1");
  EXPECT_EQ(requestIn("-b a=1 -b 'b=2; c=3' http://h/")["headers"]["Cookie"], "a=1; b=2; c=3");
  EXPECT_FALSE(requestIn("-b '' -b gone.txt http://h/").contains("headers"));
  EXPECT_EQ(requestIn("-b jar -b x=y http://h/",
                      {{"jar", "h\tFALSE\t/\tFALSE\t0\ta\t1\n"}})["headers"]["Cookie"],
            "a=1; x=y");
}

TEST(CurlStepTest, UploadsArePuts) {
  const OrderedValue request = requestIn("-T f.txt http://h/up/", {{"f.txt", "content"}});
  EXPECT_EQ(request["method"], "PUT");
  EXPECT_EQ(request["url"], "http://h/up/f.txt");
  EXPECT_EQ(request["body"], "content");
  EXPECT_EQ(requestIn("-X POST -T f.txt http://h/a", {{"f.txt", "c"}})["method"], "POST");
  const OrderedValue piped = requestIn("-T - http://h/a <<< text");
  EXPECT_EQ(piped["headers"]["Transfer-Encoding"], "chunked");
  EXPECT_EQ(piped["body"], "text${base64_decode(\"Cg==\")}");
}

TEST(CurlStepTest, CredentialsAsCurlSendsThem) {
  EXPECT_EQ(requestIn("-u ann http://h/")["headers"]["Authorization"], "Basic YW5uOg==");
  EXPECT_FALSE(requestIn("-u : http://h/").contains("headers"));
  EXPECT_FALSE(requestIn("-u '' http://h/").contains("headers"));
  EXPECT_FALSE(requestIn("--digest -u a:b http://h/").contains("headers"));
  hrp::testing::MemoryFiles files;
  ReadOptions terminal;
  terminal.asks_passwords = true;
  const auto refused = convertCurlWords({"-u", "me", "x"}, files, terminal);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().message, "curl: word 2: -u me has no password; curl would ask for it");
}

TEST(CurlStepTest, ABodyThatTheBrowserDidNotKeepIsAnError) {
  EXPECT_EQ(step("--url 'http://h/' -X 'POST' -H 'Content-Length: 390'"),
            "a:1:37: Content-Length says 390, but there is no body");
  EXPECT_TRUE(step("http://h/ -X POST -H 'Content-Length: 0'").is_object());
  EXPECT_TRUE(step("http://h/ -H 'Content-Length: 3' -d abc").is_object());
}

TEST(CurlStepTest, Http2IsOfferedOverTls) {
  EXPECT_FALSE(requestIn("--http2 http://h/").contains("http2"));
  EXPECT_EQ(requestIn("--http2 https://h/")["http2"], true);
  EXPECT_EQ(requestIn("--http2-prior-knowledge http://h/")["http2"], true);
}

TEST(CurlStepTest, EmptyPiecesOfDataAreNoFields) {
  EXPECT_EQ(requestIn("-d '' -d a=1 http://h/")["body"], "a=1");
}

TEST(CurlStepTest, FormsKeepTheirOrder) {
  EXPECT_EQ(requestIn("-F z=1 -F f=@t.txt -F a=2 http://h/", {{"t.txt", "x"}})["upload"].dump(),
            R"({"z":"1","f":"@\"t.txt\";type=\"text/plain\"","a":"2"})");
  EXPECT_EQ(requestIn("-F z=1 -F z=2 http://h/")["upload"].dump(), R"([{"z":"1"},{"z":"2"}])");
}

}  // namespace
}  // namespace hrp::import
