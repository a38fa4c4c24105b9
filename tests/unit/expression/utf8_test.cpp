#include "hrp/expression/utf8.hpp"

#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(characterCount(""), 0U);
  EXPECT_EQ(characterCount("abc"), 3U);
  EXPECT_EQ(characterCount("häß"), 3U);
  EXPECT_EQ(characterCount("\u4F60\u597D"), 2U);
  EXPECT_EQ(characterCount("\U0001F600"), 1U);
}

TEST(Utf8, BadBytesStandForThemselves) {
  EXPECT_EQ(characterCount("\xFF\xFE"), 2U);
  EXPECT_EQ(characterCount("\xE4\xBD"), 2U);
  EXPECT_EQ(characterLength(""), 0U);
}

TEST(Utf8, TakesCodePoints) {
  std::string_view text = "a\u00E4\u4F60\U0001F600\xFF";
  EXPECT_EQ(takeCharacter(text), U'a');
  EXPECT_EQ(takeCharacter(text), U'\u00E4');
  EXPECT_EQ(takeCharacter(text), U'\u4F60');
  EXPECT_EQ(takeCharacter(text), U'\U0001F600');
  EXPECT_EQ(takeCharacter(text), char32_t{0xFF});
  EXPECT_TRUE(text.empty());
}

TEST(Utf8, Validity) {
  EXPECT_TRUE(isValidUtf8("a\u4F60\U0001F600"));
  EXPECT_FALSE(isValidUtf8("\x80"));
  EXPECT_FALSE(isValidUtf8("\xC0\xAF"));          // not the shortest form
  EXPECT_FALSE(isValidUtf8("\xED\xA0\x80"));      // a surrogate
  EXPECT_FALSE(isValidUtf8("\xF4\x90\x80\x80"));  // beyond Unicode
  EXPECT_FALSE(isValidUtf8("\xE4\xBD"));          // cut off
}

}  // namespace
}  // namespace hrp::expression
