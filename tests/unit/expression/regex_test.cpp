#include "hrp/expression/regex.hpp"

#include <gtest/gtest.h>

namespace hrp::expression {
namespace {

Regex compiled(std::string_view pattern) {
  auto regex = Regex::compile(pattern);
  EXPECT_TRUE(regex.has_value()) << pattern;
  return *regex;
}

TEST(Regex, FirstGroupOfTheFirstMatch) {
  EXPECT_EQ(compiled("id=(.*);").firstGroup("a id=7; b"), "7");
  EXPECT_EQ(compiled("(a)(b)").firstGroup("xxab"), "a");
  EXPECT_EQ(compiled("a+").firstGroup("caaat"), "aaa");
  EXPECT_EQ(compiled("(.*)").firstGroup("one\ntwo"), "one");
  EXPECT_EQ(compiled("x(y)?").firstGroup("x"), "");
  EXPECT_EQ(compiled("x(y)").firstGroup("x"), std::nullopt);
}

TEST(Regex, FoundAnywhere) {
  EXPECT_TRUE(compiled("b").found("abc"));
  EXPECT_TRUE(compiled("^a.c$").found("abc"));
  EXPECT_FALSE(compiled("^b").found("abc"));
  EXPECT_TRUE(compiled("").found(""));
}

TEST(Regex, BadPatternIsAnError) {
  const auto regex = Regex::compile("a(b");
  ASSERT_FALSE(regex.has_value());
  EXPECT_EQ(regex.error().code, base::ErrorCode::kParse);
  EXPECT_EQ(regex.error().message, "\"a(b\" is not a valid regular expression: missing ): a(b");
  EXPECT_FALSE(Regex::compile("(?<=a)b").has_value());
}

TEST(Regex, ExplosivePatternIsRefused) {
  EXPECT_FALSE(Regex::compile("((((a{1000}){1000}){1000}){1000})").has_value());
}

TEST(Regex, KeepsItsPattern) {
  EXPECT_EQ(compiled("a|b").pattern(), "a|b");
}

}  // namespace
}  // namespace hrp::expression
