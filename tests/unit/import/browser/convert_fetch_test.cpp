#include <gtest/gtest.h>

#include "unit/import/converting.hpp"

namespace hrp::import {
namespace {

TEST(ConvertFetchTest, ReadsWhatABrowserCopies) {
  const auto requests = requestsOf(
      "fetch(\"http://h/a?b=(1)\", {\n  \"headers\": {\n    \"content-type\": \"text/plain\"\n  "
      "},\n"
      "  \"referrer\": \"http://h/\",\n  \"body\": \"x(\\\"1\\\");\\n\",\n  \"method\": \"POST\",\n"
      "  \"mode\": \"cors\",\n  \"credentials\": \"include\"\n}); ;\n"
      "await fetch(\"http://h/b\");",
      "a.js");
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0]["method"], "POST");
  EXPECT_EQ(requests[0]["url"], "http://h/a?b=(1)");
  EXPECT_EQ(requests[0]["body"], "x(\"1\");\n");
  EXPECT_EQ(requests[0]["headers"]["referer"], "http://h/");
  EXPECT_EQ(requests[1]["method"], "GET");
}

TEST(ConvertFetchTest, OtherCallsAreNamed) {
  EXPECT_EQ(convertError("fetch(url, {method})", "a.js"),
            "a.js:1:1: the arguments of fetch() are not those that a browser writes");
  EXPECT_EQ(convertError("fetch(\"http://h/\"", "a.js"), "a.js:1:1: fetch( is not closed");
}

}  // namespace
}  // namespace hrp::import
