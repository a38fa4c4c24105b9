#include "import/curl/curl_options.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace hrp::import {
namespace {

TEST(CurlOptionsTest, EveryOptionOfCurlIsKnown) {
  std::ifstream list(HRP_SOURCE_DIR "/tests/unit/import/data/curl_options.txt");
  std::string line;
  int count = 0;
  while (std::getline(list, line)) {
    if (line.starts_with('#')) continue;
    const std::string name = line.substr(0, line.find(' '));
    const char letter = line[name.size() + 1];
    const CurlOption* option = curlOptionByName(name);
    ASSERT_NE(option, nullptr) << line;
    EXPECT_EQ(option->takes_value, line.ends_with("value")) << line;
    EXPECT_EQ(option->letter, letter == '-' ? '\0' : letter) << line;
    if (letter != '-') {
      EXPECT_EQ(curlOptionByLetter(letter), option) << line;
    }
    EXPECT_EQ(option->treatment == CurlTreatment::kDone, option->reason.empty()) << line;
    EXPECT_EQ(option->treatment == CurlTreatment::kDone, option->action != CurlAction::kNone)
        << line;
    ++count;
  }
  EXPECT_GT(count, 250);
}

TEST(CurlOptionsTest, FlagsCanBeSwitchedOff) {
  for (const char* name : {"no-compressed", "no-location", "no-keepalive", "no-insecure"}) {
    ASSERT_NE(curlOptionByName(name), nullptr) << name;
  }
  EXPECT_EQ(curlOptionByName("buffer"), curlOptionByName("no-buffer"));
  EXPECT_TRUE(curlOptionIsSwitchedOff("no-location", *curlOptionByName("no-location")));
  EXPECT_FALSE(curlOptionIsSwitchedOff("no-buffer", *curlOptionByName("no-buffer")));
  EXPECT_EQ(curlOptionByName("no-header"), nullptr);
  EXPECT_EQ(curlOptionByName("frobnicate"), nullptr);
  EXPECT_EQ(curlOptionByLetter('\0'), nullptr);
}

TEST(CurlOptionsTest, ValuesThatAreExpandedAreRefused) {
  ASSERT_NE(curlOptionByName("expand-url"), nullptr);
  EXPECT_EQ(curlOptionByName("expand-url")->treatment, CurlTreatment::kRefused);
  EXPECT_TRUE(curlOptionByName("expand-data")->takes_value);
}

}  // namespace
}  // namespace hrp::import
