#include "import/curl/shell_words.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

std::vector<std::vector<std::string>> split(const std::string& text) {
  const auto commands = splitShellText(text, "a.txt");
  if (!commands) return {{commands.error().message}};
  std::vector<std::vector<std::string>> out;
  for (const ShellCommand& command : *commands) {
    out.emplace_back();
    for (const ShellWord& word : command) out.back().push_back(word.text);
  }
  return out;
}

using Words = std::vector<std::vector<std::string>>;

TEST(ShellWordsTest, SplitsAtBlanks) {
  EXPECT_EQ(split("curl  -X\tPOST http://x"), (Words{{"curl", "-X", "POST", "http://x"}}));
  EXPECT_EQ(split(" \n\t\n"), Words{});
}

TEST(ShellWordsTest, QuotesJoinWords) {
  EXPECT_EQ(split(R"(a 'b  c' "d e"f'g' '' "")"), (Words{{"a", "b  c", "d efg", "", ""}}));
  EXPECT_EQ(split(R"('it'\''s')"), (Words{{"it's"}}));
  EXPECT_EQ(split(R"('a\nb$x`y"')"), (Words{{R"(a\nb$x`y")"}}));
}

TEST(ShellWordsTest, DoubleQuotesEscapeOnlySomeCharacters) {
  EXPECT_EQ(split(R"("a\"b\\c\$d\`e\nf")"), (Words{{R"(a"b\c$d`e\nf)"}}));
}

TEST(ShellWordsTest, DollarsAreData) {
  EXPECT_EQ(split(R"(a$x "b${y}" $'c$z')"), (Words{{"a$x", "b${y}", "c$z"}}));
}

TEST(ShellWordsTest, AnsiQuotesKnowEveryEscape) {
  EXPECT_EQ(split(R"($'a\nb\tc\\d\'e\"f\x41\x4g\101\u00e9\U0001f600\cA\q\?')"),
            (Words{{"a\nb\tc\\d'e\"fA\x04gA\u00e9\U0001f600\x01\\q?"}}));
  EXPECT_EQ(split(R"($'\a\b\e\E\f\r\v')"), (Words{{"\a\b\x1b\x1b\f\r\v"}}));
  EXPECT_EQ(split(R"($'\ud83d\ude00' $'\ud83dx' $'\xz')"),
            (Words{{"\U0001f600", "\uFFFDx", "\\xz"}}));
}

TEST(ShellWordsTest, LinesContinueBehindABackslash) {
  EXPECT_EQ(split("curl 'a' \\\n  -H 'b' \\\r\n -k\n"), (Words{{"curl", "a", "-H", "b", "-k"}}));
  EXPECT_EQ(split("a\\\nb \"c\\\nd\""), (Words{{"ab", "cd"}}));
}

TEST(ShellWordsTest, CommandsEndAtBreaksAndSeparators) {
  EXPECT_EQ(split("a b; c && d\ne"), (Words{{"a", "b"}, {"c"}, {"d"}, {"e"}}));
}

TEST(ShellWordsTest, CommentsBeginAWord) {
  EXPECT_EQ(split("# first\na b#c # rest\n#last"), (Words{{"a", "b#c"}}));
}

TEST(ShellWordsTest, ABackslashTakesTheNextCharacter) {
  EXPECT_EQ(split(R"(a\ b\&\'c \)"), (Words{{"a b&'c", "\\"}}));
}

TEST(ShellWordsTest, WordsKnowTheirPlace) {
  const auto commands = splitShellText("curl \\\n  'a b' c", "f.txt");
  ASSERT_TRUE(commands.has_value());
  EXPECT_EQ(commands->front()[0].place, "f.txt:1:1");
  EXPECT_EQ(commands->front()[1].place, "f.txt:2:3");
  EXPECT_EQ(commands->front()[2].place, "f.txt:2:9");
}

TEST(ShellWordsTest, OpenQuotesAreNamed) {
  EXPECT_EQ(split("a\n 'b"), (Words{{"a.txt:2:2: the quote ' is not closed"}}));
  EXPECT_EQ(split("a \"b'\n"), (Words{{"a.txt:1:3: the quote \" is not closed"}}));
  EXPECT_EQ(split("$'b\\'"), (Words{{"a.txt:1:1: the quote $' is not closed"}}));
}

TEST(ShellWordsTest, OperatorsAreNamed) {
  EXPECT_EQ(split("curl http://x?a=1&b=2"), (Words{{"a.txt:1:18: unexpected '&' outside quotes"}}));
  for (const char* text : {"a | b", "a > b", "a < b", "(a)", "a &"}) {
    EXPECT_NE(split(text)[0][0].find("unexpected"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace hrp::import
