#include "outputs/display_text.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

TEST(DisplayTextTest, KeepsValidUtf8AsItIs) {
  const std::string text = "a\u00e9\u4e2d\U0001F600\n";
  EXPECT_EQ(validUtf8(text), text);
}

TEST(DisplayTextTest, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(validUtf8("a\xff"), "a\\xff");
  EXPECT_EQ(validUtf8("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
  EXPECT_EQ(validUtf8("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
  EXPECT_EQ(validUtf8("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "past U+10FFFF";
  EXPECT_EQ(validUtf8("\xe4\xb8"), "\\xe4\\xb8") << "cut off";
}

TEST(DisplayTextTest, PrintableTextCanNotSteerATerminal) {
  EXPECT_EQ(printable("a\tb\nc"), "a b c");
  EXPECT_EQ(printable("\x1b[2J\x07"), "\\x1b[2J\\x07");
  EXPECT_EQ(printable("\u009b1A"), "\\xc2\\x9b1A") << "the one-character form of ESC [";
  EXPECT_EQ(printable("\u202egpj"), "\uFFFDgpj");
}

TEST(DisplayTextTest, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(displayWidth("abc"), 3U);
  EXPECT_EQ(displayWidth("\u00e9"), 1U);
  EXPECT_EQ(displayWidth("e\u0301"), 1U);
  EXPECT_EQ(displayWidth("登录"), 4U);
  EXPECT_EQ(displayWidth("한국"), 4U);
  EXPECT_EQ(displayWidth("\U0001F600"), 2U);
}

TEST(DisplayTextTest, ClipsAtACharacterAndSaysSo) {
  EXPECT_EQ(clipped("hello", 5), "hello");
  EXPECT_EQ(clipped("hello", 4), "hel…");
  EXPECT_EQ(clipped("登录接口", 6), "登录…");
  EXPECT_EQ(clipped("登录接口", 5), "登录…");
  EXPECT_EQ(clipped("登录接口", 4), "登…");
  EXPECT_EQ(clipped("hello", 1), "…");
  EXPECT_EQ(clipped("hello", 0), "");
}

TEST(DisplayTextTest, PathsBelowTheFolderAreShort) {
  EXPECT_EQ(pathBelow("/w/a/b.yaml", "/w"), "a/b.yaml");
  EXPECT_EQ(pathBelow("/w/a", "/w/a"), "/w/a");
  EXPECT_EQ(pathBelow("/wide/a", "/w"), "/wide/a");
  EXPECT_EQ(pathBelow("/w/a", ""), "/w/a");
  EXPECT_EQ(pathBelow("a", "/w"), "a");
}

}  // namespace
}  // namespace hrp::outputs
