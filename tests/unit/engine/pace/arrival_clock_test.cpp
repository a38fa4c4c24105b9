#include "engine/pace/arrival_clock.hpp"

#include <gtest/gtest.h>

#include "hrp/runner/spawn_plan.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::TimePoint kArrivalStart{seconds(100)};
constexpr base::TimePoint arrivalAt(milliseconds after) {
  return kArrivalStart + after;
}

PacePlan arrivalRate(double per_s, double phase = 0) {
  return {.max_rps = per_s, .phase = phase, .of_iterations = true};
}

TEST(ArrivalClockTest, IsOnOnlyForARateOfIterations) {
  ArrivalClock clock;
  EXPECT_FALSE(clock.on());
  clock.start(PacePlan{.max_rps = 5}, kArrivalStart);
  EXPECT_FALSE(clock.on());
  clock.start(arrivalRate(5), kArrivalStart);
  EXPECT_TRUE(clock.on());
}

TEST(ArrivalClockTest, TimesFollowEachOtherWhoeverTakesThem) {
  ArrivalClock clock;
  clock.start(arrivalRate(10, 0.5), kArrivalStart);
  EXPECT_EQ(clock.freed(kArrivalStart), 0U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(clock.take(), arrivalAt(milliseconds(50 + 100 * i)));
}

TEST(ArrivalClockTest, WhatPassesWhileNobodyIsFreeIsDropped) {
  ArrivalClock clock;
  clock.start(arrivalRate(10), kArrivalStart);
  EXPECT_EQ(clock.freed(kArrivalStart), 0U);
  EXPECT_EQ(clock.take(), kArrivalStart);
  clock.busy();
  EXPECT_EQ(clock.droppedUntil(arrivalAt(milliseconds(250))), 2U);  // of 100 and 200 ms
  EXPECT_EQ(clock.freed(arrivalAt(milliseconds(450))), 2U);         // of 300 and 400 ms
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(500)));
}

TEST(ArrivalClockTest, WhatPassesWhileSomebodyIsFreeIsLateAndNotDropped) {
  ArrivalClock clock;
  clock.start(arrivalRate(10), kArrivalStart);
  EXPECT_EQ(clock.freed(kArrivalStart), 0U);
  // Its thread is held up: nobody has taken a time for a second.
  EXPECT_EQ(clock.droppedUntil(arrivalAt(seconds(1))), 0U);
  EXPECT_EQ(clock.freed(arrivalAt(seconds(1))), 0U);
  EXPECT_EQ(clock.take(), kArrivalStart);
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(100)));
}

TEST(ArrivalClockTest, NothingIsDroppedBeforeTheFirstUserOrAfterTheEnd) {
  ArrivalClock clock;
  clock.start(arrivalRate(10), kArrivalStart);
  EXPECT_EQ(clock.freed(arrivalAt(milliseconds(150))), 0U);
  EXPECT_EQ(clock.take(), kArrivalStart);
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(100)));
  clock.busy();
  EXPECT_EQ(clock.close(arrivalAt(milliseconds(350))), 2U);
  EXPECT_EQ(clock.droppedUntil(arrivalAt(seconds(5))), 0U);
  EXPECT_EQ(clock.close(arrivalAt(seconds(6))), 0U);
}

TEST(ArrivalClockTest, ATimeThatIsGivenBackIsTheNext) {
  ArrivalClock clock;
  clock.start(arrivalRate(10), kArrivalStart);
  EXPECT_EQ(clock.freed(kArrivalStart), 0U);
  EXPECT_EQ(clock.freed(kArrivalStart), 0U);
  EXPECT_EQ(clock.take(), kArrivalStart);
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(100)));
  clock.giveBack(arrivalAt(milliseconds(100)));
  clock.busy();
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(100)));
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(200)));
  clock.giveBack(arrivalAt(milliseconds(200)));
  clock.busy();
  EXPECT_EQ(clock.droppedUntil(arrivalAt(milliseconds(310))), 2U);  // of 200 and 300 ms
}

TEST(ArrivalClockTest, ANewRateCountsFromNowOn) {
  ArrivalClock clock;
  clock.start(arrivalRate(0.01), kArrivalStart);
  EXPECT_EQ(clock.freed(kArrivalStart), 0U);
  EXPECT_EQ(clock.take(), kArrivalStart);
  EXPECT_FALSE(clock.adjust(arrivalRate(0.01), arrivalAt(seconds(5))));
  EXPECT_TRUE(clock.adjust(arrivalRate(10), arrivalAt(seconds(5))));
  EXPECT_EQ(clock.take(), arrivalAt(seconds(5)));
  EXPECT_EQ(clock.take(), arrivalAt(milliseconds(5'100)));
}

TEST(ArrivalClockTest, TheRateOfAFleetIsSplitAndItsStartsInterleave) {
  const std::vector<std::int64_t> pools{30, 30, 30};
  std::vector<base::TimePoint> due;
  for (const PacePlan& plan : runner::planPace(pools, {.max_rps = 50, .of_iterations = true})) {
    ArrivalClock clock;
    clock.start(plan, kArrivalStart);
    ASSERT_TRUE(clock.on());
    EXPECT_EQ(clock.freed(kArrivalStart), 0U);
    for (auto next = clock.take(); next < arrivalAt(seconds(10)); next = clock.take())
      due.push_back(next);
  }
  std::sort(due.begin(), due.end());
  EXPECT_NEAR(static_cast<double>(due.size()), 500, 3);
  for (std::size_t i = 1; i < due.size(); ++i)
    EXPECT_LE(due[i] - due[i - 1], milliseconds(21)) << i;
}

}  // namespace
}  // namespace hrp::engine
