#include "import/curl/shell/ansi_escapes.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

TEST(AnsiEscapesTest, GivesWhereTheTextGoesOn) {
  std::string out;
  EXPECT_EQ(appendAnsiEscape("x41z", 0, out), 3u);
  EXPECT_EQ(appendAnsiEscape("1012", 0, out), 3u);
  EXPECT_EQ(appendAnsiEscape("ud83d\\ude00!", 0, out), 11u);
  EXPECT_EQ(appendAnsiEscape("q", 0, out), 0u);
  EXPECT_EQ(out, "AA\U0001f600\\");
}

TEST(AnsiEscapesTest, WritesUtf8) {
  std::string out;
  for (const char32_t code : {U'a', U'\u00e9', U'\u20ac', U'\U0001f600', char32_t{0xD800}}) {
    appendUtf8(out, code);
  }
  EXPECT_EQ(out, "a\u00e9\u20ac\U0001f600\uFFFD");
}

}  // namespace
}  // namespace hrp::import
