#include "hrp/base/duration_text.hpp"

#include <gtest/gtest.h>

namespace hrp::base {
namespace {

using namespace std::chrono_literals;

TEST(DurationTextTest, ReadsWhatPeopleWrite) {
  const std::pair<const char*, Duration> cases[] = {
      {"30", 30s},
      {"0", 0s},
      {"0.5", 500ms},
      {"30s", 30s},
      {"500ms", 500ms},
      {"1m30s", 90s},
      {"2h", 2h},
      {"1.5m", 90s},
      {"20us", 20us},
      {"7ns", 7ns},
      {"1h2m3s", 1h + 2min + 3s},
  };
  for (const auto& [text, expected] : cases) {
    const auto parsed = parseDuration(text);
    ASSERT_TRUE(parsed.has_value()) << text;
    EXPECT_EQ(*parsed, expected) << text;
  }
}

TEST(DurationTextTest, RefusesWhatIsNoDuration) {
  for (const char* text : {"", "s", "-1s", "1x", "1m30", "1 s", "nan", "inf", "1e400", "300000h1",
                           "99999999999999h", "30s "}) {
    const auto parsed = parseDuration(text);
    ASSERT_FALSE(parsed.has_value()) << text;
    EXPECT_NE(parsed.error().message.find(text), std::string::npos);
  }
}

TEST(DurationTextTest, WritesTheShortestReadableForm) {
  EXPECT_EQ(formatDuration(90s), "1m30s");
  EXPECT_EQ(formatDuration(1500ms), "1.5s");
  EXPECT_EQ(formatDuration(250ms), "250ms");
  EXPECT_EQ(formatDuration(42us), "42us");
  EXPECT_EQ(formatDuration(7ns), "7ns");
  EXPECT_EQ(formatDuration(2h), "2h");
  EXPECT_EQ(formatDuration(0s), "0ns");
  EXPECT_EQ(formatDuration(-90s), "-1m30s");
}

TEST(DurationTextTest, WhatItWritesItReads) {
  for (const Duration duration :
       {Duration(1ns), Duration(15us), Duration(1234ms), Duration(3725s)}) {
    EXPECT_EQ(parseDuration(formatDuration(duration)).value(), duration);
  }
}

}  // namespace
}  // namespace hrp::base
