#include "plugin/calls/printed_lines.hpp"

#include <gmock/gmock.h>

namespace hrp::plugin {
namespace {

using ::testing::ElementsAre;

class PrintedLinesTest : public ::testing::Test {
 protected:
  void add(std::string_view text) { lines_.add(text, take_); }
  std::vector<std::string> seen_;
  std::function<bool(std::string_view)> take_ = [this](std::string_view line) {
    seen_.emplace_back(line);
    return !line.starts_with("noise");
  };
  PrintedLines lines_;
};

TEST_F(PrintedLinesTest, LinesComeWholeHoweverTheyAreCut) {
  const std::string text = "one\n\ntwo three\nnoise\nfour";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    seen_.clear();
    PrintedLines lines;
    for (std::size_t at = 0; at < text.size(); at += piece) {
      lines.add(std::string_view(text).substr(at, piece), take_);
    }
    EXPECT_THAT(seen_, ElementsAre("one", "", "two three", "noise"));
    lines.finish(take_);
    lines.finish(take_);
    EXPECT_THAT(seen_, ElementsAre("one", "", "two three", "noise", "four"));
    EXPECT_THAT(lines.last(), ElementsAre("one", "", "two three", "four"));
    EXPECT_EQ(lines.reason(), "four");
  }
}

TEST_F(PrintedLinesTest, TheLastAreKept) {
  for (int i = 0; i < 25; ++i) add(std::to_string(i) + "\n");
  EXPECT_EQ(lines_.last().size(), PrintedLines::kLastLines);
  EXPECT_EQ(lines_.last().front(), "15");
  EXPECT_EQ(lines_.reason(), "24");
}

TEST_F(PrintedLinesTest, ALongLineIsCut) {
  add(std::string(PrintedLines::kMaxLine - 1, 'a'));
  EXPECT_TRUE(seen_.empty());
  add("bcd\n");
  EXPECT_THAT(seen_, ElementsAre(std::string(PrintedLines::kMaxLine - 1, 'a') + "b", "cd"));
  EXPECT_EQ(lines_.last().front().size(), PrintedLines::kMaxKept);
  add(std::string(PrintedLines::kMaxLine, 'x') + "\ny\n");
  EXPECT_EQ(seen_.back(), "y");
}

TEST_F(PrintedLinesTest, APanicSaysWhy) {
  EXPECT_EQ(lines_.reason(), "");
  add("before\npanic: no luck\n\ngoroutine 1 [running]:\n");
  for (int i = 0; i < 20; ++i) add("main.f()\n");
  EXPECT_EQ(lines_.reason(), "panic: no luck");
}

TEST_F(PrintedLinesTest, WhatIsNoTextIsMadeText) {
  add("a\xff\xfe \xc3\xa4\xc3\n");
  EXPECT_THAT(seen_, ElementsAre("a\xEF\xBF\xBD\xEF\xBF\xBD \xc3\xa4\xEF\xBF\xBD"));
  add(std::string(PrintedLines::kMaxKept - 1, 'x') + "\xc3\xa4\n");
  EXPECT_EQ(lines_.reason(), std::string(PrintedLines::kMaxKept - 1, 'x'));
}

TEST_F(PrintedLinesTest, PathsBelowAHiddenFolderAreShownWithoutIt) {
  lines_.hide("/tmp/private-1");
  add("in /tmp/priv");
  add("ate-1/a/x.py and /tmp/private-1/b.py, not /tmp/x\n");
  EXPECT_THAT(seen_, ElementsAre("in /a/x.py and /b.py, not /tmp/x"));
  EXPECT_EQ(lines_.reason(), seen_[0]);
}

}  // namespace
}  // namespace hrp::plugin
