#include "import/curl/shell/shell_expansion.hpp"

#include <gtest/gtest.h>

#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

TEST(ShellExpansionTest, VariablesAndTheirDefaults) {
  const ShellExpansion plain = readExpansion("x$AB_1-", 1);
  EXPECT_EQ(shownText(plain.text), "$AB_1");
  EXPECT_EQ(plain.end, 6u);
  for (const char* text : {"${A}", "${A:?no}", "${A?}"}) {
    const ShellExpansion expansion = readExpansion(text, 0);
    EXPECT_EQ(shownText(expansion.text), "$A") << text;
    EXPECT_EQ(expansion.note + expansion.problem, "") << text;
  }
  const ShellExpansion fallback = readExpansion("${A:-{x}}y", 0);
  EXPECT_EQ(fallback.note, "the default \"{x}\" of A is left out; set A in .env");
  EXPECT_EQ(fallback.end, 9u);
}

TEST(ShellExpansionTest, WhatIsNotKnownIsNamed) {
  EXPECT_EQ(readExpansion("$(a (b) \")\")c", 0).problem,
            "what $(a (b) \")\") would print is not known here");
  EXPECT_EQ(readExpansion("`a\\`b`c", 0).end, 6u);
  EXPECT_EQ(readExpansion("$1", 0).problem, "what $1 holds is not known here");
  for (const char* text : {"${A#x}", "${#A}", "${A/b/c}", "${", "${}", "${A", "$((1 + 2))"}) {
    EXPECT_NE(readExpansion(text, 0).problem, "") << text;
    EXPECT_LE(readExpansion(text, 0).end, std::string(text).size()) << text;
  }
}

TEST(ShellExpansionTest, ADollarAloneIsText) {
  for (const char* text : {"$", "$ ", "$\"", "$/"}) {
    EXPECT_EQ(readExpansion(text, 0).text, "$") << text;
    EXPECT_EQ(readExpansion(text, 0).end, 1u) << text;
  }
}

TEST(ShellExpansionTest, HereDocumentsEscapeOnlyDollarsBackticksAndBackslashes) {
  EXPECT_EQ(*expandHeredoc("a\\$b \\`c\\` \\\\ \\n \"\\\nd"), "a$b `c` \\ \\n \"d");
  EXPECT_EQ(shownText(*expandHeredoc("{\"a\": \"$B\"}")), "{\"a\": \"$B\"}");
  EXPECT_FALSE(expandHeredoc("x $(date)").has_value());
}

}  // namespace
}  // namespace hrp::import
