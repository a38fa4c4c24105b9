#include "import/curl/shell/shell_words.hpp"

#include <gtest/gtest.h>

#include "import/curl/shell/shell_text.hpp"

namespace hrp::import {
namespace {

std::vector<std::vector<std::string>> split(const std::string& text) {
  std::vector<std::vector<std::string>> out;
  for (const ShellCommand& command : splitShellText(text, "a.txt")) {
    out.emplace_back();
    for (const ShellWord& word : command.words) out.back().push_back(shownText(word.text));
    if (command.error) out.back() = {command.error->message};
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

TEST(ShellWordsTest, VariablesAreMarksButInSingleQuotes) {
  const auto commands = splitShellText("a$x \"b${y}\" $'c$z' '$w' \"5$\"", "a.txt");
  ASSERT_EQ(commands.size(), 1u);
  const auto& words = commands[0].words;
  EXPECT_EQ(variablesIn(words[0].text), std::vector<std::string>{"x"});
  EXPECT_EQ(variablesIn(words[1].text), std::vector<std::string>{"y"});
  for (std::size_t i = 2; i < 5; ++i) EXPECT_FALSE(holdsVariable(words[i].text)) << i;
  EXPECT_EQ(words[4].text, "5$");
}

TEST(ShellWordsTest, WhatACommandWouldPrintIsAnError) {
  EXPECT_EQ(split("curl \"$(cat \"a b\")\" x; next"),
            (Words{{"a.txt:1:7: what $(cat \"a b\") would print is not known here"}, {"next"}}));
  EXPECT_EQ(split("curl `date`"),
            (Words{{"a.txt:1:6: what `date` would print is not known here"}}));
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
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].words[0].place, "f.txt:1:1");
  EXPECT_EQ(commands[0].words[1].place, "f.txt:2:3");
  EXPECT_EQ(commands[0].words[2].place, "f.txt:2:9");
}

TEST(ShellWordsTest, OpenQuotesAreNamed) {
  EXPECT_EQ(split("a\n 'b"), (Words{{"a"}, {"a.txt:2:2: the quote ' is not closed"}}));
  EXPECT_EQ(split("a \"b'\n"), (Words{{"a.txt:1:3: the quote \" is not closed"}}));
  EXPECT_EQ(split("$'b\\'"), (Words{{"a.txt:1:1: the quote $' is not closed"}}));
}

TEST(ShellWordsTest, ABlankBehindABackslashIsNoted) {
  const auto commands = splitShellText("curl \\ \n  x", "a.txt");
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].words.size(), 2u);
  EXPECT_EQ(commands[0].notes.size(), 1u);
}

TEST(ShellWordsTest, OperatorsJoinCommands) {
  const auto commands = splitShellText("a | b || c && (d; e) & f", "a.txt");
  ASSERT_EQ(commands.size(), 6u);
  EXPECT_EQ(commands[1].join, ShellJoin::kPipe);
  EXPECT_EQ(commands[2].join, ShellJoin::kOr);
  for (std::size_t i : {0, 3, 4, 5}) EXPECT_EQ(commands[i].join, ShellJoin::kNext) << i;
}

TEST(ShellWordsTest, AnAmpersandWithinAnUnquotedUrlIsAnError) {
  EXPECT_EQ(split("curl http://x?a=1&b=2")[0],
            std::vector<std::string>{"a.txt:1:18: unexpected '&' outside quotes"});
}

TEST(ShellWordsTest, RedirectionsAreTakenOff) {
  const auto commands =
      splitShellText("curl x 2>&1 > /dev/null -s 2>> log &>all < in.txt", "a.txt");
  ASSERT_EQ(commands.size(), 1u);
  EXPECT_EQ(commands[0].words.size(), 3u);
  EXPECT_EQ(commands[0].outputs.size(), 4u);
  ASSERT_TRUE(commands[0].input.has_value());
  EXPECT_EQ(commands[0].input->kind, ShellInput::Kind::kFile);
  EXPECT_EQ(commands[0].input->source.text, "in.txt");
  EXPECT_EQ(split("curl <(date)")[0][0].find("a.txt:1:6: what another command"), 0u);
}

TEST(ShellWordsTest, HereDocumentsAreInput) {
  const auto commands = splitShellText(
      "curl -d @- x <<'E' -s\n{\"a\": \"$b\"}\nE\ncurl y <<F\n$c \\$d\nF\n"
      "curl z <<-G\n\t1\n\tG\ncurl w <<< \"text\"",
      "a.txt");
  ASSERT_EQ(commands.size(), 4u);
  EXPECT_EQ(commands[0].words.size(), 5u);
  EXPECT_EQ(commands[0].input->source.text, "{\"a\": \"$b\"}\n");
  EXPECT_EQ(shownText(commands[1].input->source.text), "$c $d\n");
  EXPECT_EQ(variablesIn(commands[1].input->source.text), std::vector<std::string>{"c"});
  EXPECT_EQ(commands[2].input->source.text, "1\n");
  EXPECT_EQ(commands[3].input->source.text, "text\n");
}

}  // namespace
}  // namespace hrp::import
