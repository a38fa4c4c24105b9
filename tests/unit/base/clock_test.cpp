#include "hrp/base/clock.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::base {
namespace {

TEST(ClockTest, SystemClockNeverGoesBackAndKnowsTheYear) {
  const SystemClock clock;
  const TimePoint first = clock.now();
  EXPECT_LE(first, clock.now());
  const auto since_1970 = clock.wallNow().time_since_epoch();
  EXPECT_GT(since_1970, std::chrono::hours(24 * 365 * 50));
}

TEST(ClockTest, FakeClockMovesOnlyWhenAsked) {
  testing::FakeClock clock;
  const TimePoint start = clock.now();
  const WallTime wall = clock.wallNow();
  EXPECT_EQ(clock.now(), start);
  clock.advance(std::chrono::seconds(3));
  EXPECT_EQ(clock.now() - start, std::chrono::seconds(3));
  EXPECT_EQ(clock.wallNow() - wall, std::chrono::seconds(3));
}

}  // namespace
}  // namespace hrp::base
