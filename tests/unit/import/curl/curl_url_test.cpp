#include "import/curl/curl_url.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::import {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> glob(const std::string& url) {
  const auto urls = globbedUrls({url, "p"});
  return urls ? *urls : std::vector<std::string>{urls.error().message};
}

std::string url(const std::string& text, const CurlUrlSettings& settings = {}) {
  const auto made = curlUrl(text, "p", settings);
  return made ? *made : made.error().message;
}

TEST(CurlUrlTest, PatternsStandForSeveralUrls) {
  EXPECT_THAT(glob("h/{a,b\\,c}[1-2]"), ElementsAre("h/a1", "h/a2", "h/b,c1", "h/b,c2"));
  EXPECT_THAT(glob("h/[008-12:2]"), ElementsAre("h/008", "h/010", "h/012"));
  EXPECT_THAT(glob("h/[a-e:3]"), ElementsAre("h/a", "h/d"));
  EXPECT_THAT(glob("http://[::1]:80/a?b[]=1"), ElementsAre("http://[::1]:80/a?b[]=1"));
  EXPECT_THAT(glob("h/\\{a\\}"), ElementsAre("h/{a}"));
  EXPECT_THAT(glob("h/[1-a]"), ElementsAre("p: \"[1-a]\" in the URL is no pattern of curl"));
  EXPECT_THAT(glob("h/{a"), ElementsAre("p: a '{' in the URL is not closed"));
  EXPECT_THAT(glob("h/a}"), ElementsAre("p: a '}' in the URL closes nothing"));
  EXPECT_THAT(glob("h/[1-100][1-100]"),
              ElementsAre("p: the patterns in the URL stand for more than 1000 URLs"));
}

TEST(CurlUrlTest, DotsAreFolded) {
  EXPECT_EQ(url("http://h/a/../b/./c"), "http://h/b/c");
  EXPECT_EQ(url("http://h/a/%2E%2e/b/%2e"), "http://h/b/");
  EXPECT_EQ(url("http://h/../../x/..?q=/../"), "http://h/?q=/../");
  EXPECT_EQ(url("http://h?a=b"), "http://h?a=b");
  EXPECT_EQ(url("http://h/a/../b", {true, ""}), "http://h/a/../b");
}

TEST(CurlUrlTest, SchemesFragmentsAndBlanks) {
  EXPECT_EQ(url(" h/a#b "), "http://h/a");
  EXPECT_EQ(url("HTTPS://h/a"), "HTTPS://h/a");
  EXPECT_EQ(url("ftp://h/a"), "p: ftp://h/a is not http or https");
  EXPECT_EQ(url("  "), "p: the URL is empty");
}

TEST(CurlUrlTest, AnUploadGivesItsName) {
  EXPECT_EQ(url("http://h", {false, "x/a b.txt"}), "http://h/a%20b.txt");
  EXPECT_EQ(url("http://h/up/", {false, "f.txt"}), "http://h/up/f.txt");
  EXPECT_EQ(url("http://h/up/#top", {false, "f.txt"}), "http://h/up/f.txt");
  EXPECT_EQ(url("http://h/up", {false, "f.txt"}), "http://h/up");
  EXPECT_EQ(url("http://h/up/", {false, "-"}), "http://h/up/");
}

}  // namespace
}  // namespace hrp::import
