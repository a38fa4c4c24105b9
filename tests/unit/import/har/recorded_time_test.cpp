#include "import/har/recorded_time.hpp"

#include <gtest/gtest.h>

namespace hrp::import {
namespace {

TEST(RecordedTimeTest, ReadsZonesAndFractions) {
  EXPECT_EQ(recordedTimeUs("1970-01-02T00:00:01.25Z"), 86'401'250'000);
  EXPECT_EQ(recordedTimeUs("1970-01-01T02:00:00+02:00"), 0);
  EXPECT_EQ(recordedTimeUs("1970-01-01T00:00:00.000-0130"), 5'400'000'000);
  EXPECT_EQ(recordedTimeUs("2026-01-31T12:00:00"), 1'769'860'800'000'000);
  for (const char* text :
       {"", "now", "2026-13-01T00:00:00Z", "2026-01-31", "1970-01-01T00:00:00+x"}) {
    EXPECT_FALSE(recordedTimeUs(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace hrp::import
