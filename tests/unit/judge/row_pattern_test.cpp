#include "judge/row_pattern.hpp"

#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

TEST(RowPatternTest, AStarIsAnyText) {
  EXPECT_TRUE(matches("checkout*", "checkout"));
  EXPECT_TRUE(matches("checkout*", "checkout - pay"));
  EXPECT_TRUE(matches("*pay", "checkout - pay"));
  EXPECT_TRUE(matches("*a*b*", "xxaxxbxx"));
  EXPECT_TRUE(matches("*ab", "aab"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("**", "any"));
  EXPECT_FALSE(matches("checkout*", "Checkout"));
  EXPECT_FALSE(matches("pay", "payment"));
  EXPECT_FALSE(matches("*a*b", "xxaxxbx"));
  EXPECT_FALSE(matches("", "a"));
}

TEST(RowPatternTest, AnEscapedStarIsAStar) {
  EXPECT_TRUE(matches(R"(2 \* 2)", "2 * 2"));
  EXPECT_FALSE(matches(R"(2 \* 2)", "2 x 2"));
  EXPECT_TRUE(matches(R"(a\\*)", R"(a\b)"));
  EXPECT_TRUE(matches(R"(a\b)", R"(a\b)"));
  for (const char* text : {"plain", "2 * 2", R"(a\b)", R"(\*)", ""}) {
    EXPECT_TRUE(matches(literalPattern(text), text)) << text;
  }
}

TEST(RowPatternTest, TwoPatternsMeetWhenSomeTextMatchesBoth) {
  EXPECT_TRUE(canMeet("order*", "order 7"));
  EXPECT_TRUE(canMeet("order 7", "order *"));
  EXPECT_TRUE(canMeet("*7", "order*"));
  EXPECT_TRUE(canMeet("*", ""));
  EXPECT_TRUE(canMeet("a*c", "*b*"));
  EXPECT_FALSE(canMeet("pay*", "order*"));
  EXPECT_FALSE(canMeet("*x", "*y"));
  EXPECT_FALSE(canMeet("a", "ab"));
  EXPECT_TRUE(canMeet("a*b*c", "abc"));
  EXPECT_FALSE(canMeet(R"(\*)", "a"));
}

}  // namespace
}  // namespace hrp::judge
