#include "engine/pace/pacer.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "hrp/runner/spawn_plan.hpp"
#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class PacerTest : public ::testing::Test {
 protected:
  base::TimePoint at(milliseconds after) const { return clock_.now() + after; }
  // The offset of the next due time for a user that was always ready.
  milliseconds next() {
    return std::chrono::round<milliseconds>(pacer_.take(clock_.now()) - clock_.now());
  }

  hrp::testing::FakeClock clock_;
  Pacer pacer_;
};

TEST_F(PacerTest, WithoutRateNothingIsLimited) {
  pacer_.start(PacePlan{}, clock_.now());
  EXPECT_FALSE(pacer_.limited());
}

TEST_F(PacerTest, SpacesRequestsEvenly) {
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  ASSERT_TRUE(pacer_.limited());
  for (int i = 0; i < 50; ++i) EXPECT_EQ(next(), milliseconds(100 * i));
}

TEST_F(PacerTest, PhaseShiftsTheFirstRequest) {
  pacer_.start(PacePlan{.max_rps = 10, .phase = 0.5}, clock_.now());
  EXPECT_EQ(next(), milliseconds(50));
  EXPECT_EQ(next(), milliseconds(150));
}

TEST_F(PacerTest, RampGrowsByStepsUpToTheMaximum) {
  pacer_.start(PacePlan{.max_rps = 25, .step_rps = 10, .step_interval = seconds(1)}, clock_.now());
  EXPECT_DOUBLE_EQ(pacer_.rateAt(at(milliseconds(500))), 10);
  EXPECT_DOUBLE_EQ(pacer_.rateAt(at(milliseconds(1500))), 20);
  EXPECT_DOUBLE_EQ(pacer_.rateAt(at(milliseconds(9500))), 25);
  int in_first = 0;
  int in_second = 0;
  int in_third = 0;
  for (auto due = next(); due < seconds(3) - milliseconds(1); due = next()) {
    ++(due < seconds(1) - milliseconds(1) ? in_first
       : due < milliseconds(1999)         ? in_second
                                          : in_third);
  }
  EXPECT_EQ(in_first, 10);
  EXPECT_EQ(in_second, 20);
  EXPECT_EQ(in_third, 25);
}

TEST_F(PacerTest, RampWithoutMaximumGoesOn) {
  pacer_.start(PacePlan{.step_rps = 1, .step_interval = seconds(1)}, clock_.now());
  EXPECT_TRUE(pacer_.limited());
  EXPECT_DOUBLE_EQ(pacer_.rateAt(at(milliseconds(99'500))), 100);
}

TEST_F(PacerTest, AnOrderWithTheSameRateDisturbsNothing) {
  pacer_.start(PacePlan{.max_rps = 10, .phase = 0.5}, clock_.now());
  EXPECT_EQ(next(), milliseconds(50));
  EXPECT_FALSE(
      pacer_.adjust(PacePlan{.max_rps = 10, .phase = 0.5, .age = seconds(4)}, clock_.now()));
  EXPECT_EQ(next(), milliseconds(150));
}

TEST_F(PacerTest, StagesCountFromTheStartOfTheRun) {
  const base::Stages stages{{seconds(10), 100}, {seconds(10), 100}};
  pacer_.start(PacePlan{.stages = stages, .age = seconds(5)}, clock_.now());
  EXPECT_DOUBLE_EQ(pacer_.rateAt(clock_.now()), 50);
  int count = 0;
  for (auto due = next(); due < seconds(5); due = next()) ++count;
  EXPECT_NEAR(count, 375, 1);  // on from 50 to 100 a second
}

TEST_F(PacerTest, UsersThatWereNotReadyMakeNoBacklog) {
  pacer_.start(PacePlan{.max_rps = 100}, clock_.now());
  EXPECT_EQ(pacer_.take(at(seconds(10))), at(seconds(10)));
  // The next one is a turn later, though 1,000 turns passed unused.
  EXPECT_EQ(pacer_.take(at(seconds(10))), at(milliseconds(10'010)));
}

TEST_F(PacerTest, UsersHeldUpByTheServerKeepTheirTurn) {
  pacer_.start(PacePlan{.max_rps = 100}, clock_.now());
  EXPECT_EQ(next(), milliseconds(0));
  clock_.advance(seconds(2));
  EXPECT_EQ(pacer_.take(at(-seconds(2))), at(milliseconds(10) - seconds(2)));
}

TEST_F(PacerTest, ANewRateCountsFromNowOn) {
  pacer_.start(PacePlan{.max_rps = 0.01}, clock_.now());
  EXPECT_EQ(next(), milliseconds(0));
  EXPECT_EQ(next(), seconds(100));
  clock_.advance(seconds(5));
  pacer_.adjust(PacePlan{.max_rps = 10}, clock_.now());
  EXPECT_EQ(next(), milliseconds(0));
  EXPECT_EQ(next(), milliseconds(100));
  pacer_.adjust(PacePlan{}, clock_.now());
  EXPECT_FALSE(pacer_.limited());
}

// The due times of all workers of a fleet within `length`, in their order.
std::vector<double> dueOfFleet(const std::vector<std::int64_t>& users, const runner::RateGoal& goal,
                               base::Duration length) {
  const base::TimePoint start{seconds(1)};
  std::vector<double> due;
  for (const PacePlan& plan : runner::planPace(users, goal)) {
    Pacer pacer;
    pacer.start(plan, start);
    for (auto at = pacer.take(start); at < start + length; at = pacer.take(start)) {
      due.push_back(std::chrono::duration<double>(at - start).count());
    }
  }
  std::sort(due.begin(), due.end());
  return due;
}

TEST(PacerFleet, TheRateHoldsAndIsSmoothForAnyNumberOfWorkers) {
  for (const std::vector<std::int64_t>& users :
       {std::vector<std::int64_t>{70}, {35, 35}, {10, 10, 10, 10, 10, 10, 10}, {11, 10, 10, 3}}) {
    SCOPED_TRACE(std::to_string(users.size()) + " workers");
    const auto due = dueOfFleet(users, {.max_rps = 1'000}, seconds(10));
    EXPECT_NEAR(static_cast<double>(due.size()), 10'000, 100);
    for (std::size_t i = 0; i < due.size(); ++i) {
      EXPECT_NEAR(due[i], static_cast<double>(i) / 1'000, 0.010) << i;
    }
  }
}

TEST(PacerFleet, TheRampHoldsForAnyNumberOfWorkers) {
  for (const std::vector<std::int64_t>& users :
       {std::vector<std::int64_t>{70}, {35, 35}, {10, 10, 10, 10, 10, 10, 10}}) {
    SCOPED_TRACE(std::to_string(users.size()) + " workers");
    // 200, 400, 600, 800, 1000, 1000 … a second.
    const auto due =
        dueOfFleet(users, {.max_rps = 1'000, .increase = {200, seconds(1)}}, seconds(8));
    EXPECT_NEAR(static_cast<double>(due.size()), 6'000, 60);
    std::vector<int> in_second(8, 0);
    for (const double at : due) ++in_second[static_cast<std::size_t>(at)];
    for (std::size_t second = 0; second < 8; ++second) {
      const double rate = std::min(1'000.0, 200.0 * static_cast<double>(second + 1));
      EXPECT_NEAR(in_second[second], rate, rate / 100 + 7) << second;
    }
    for (std::size_t i = 1; i < due.size(); ++i) EXPECT_LT(due[i] - due[i - 1], 0.015) << i;
  }
}

TEST(PacerFleet, StagesHoldForAnyNumberOfWorkers) {
  const base::Stages stages{{seconds(4), 1'000}, {seconds(2), 1'000}, {seconds(4), 0}};
  for (const std::vector<std::int64_t>& users :
       {std::vector<std::int64_t>{70}, {35, 35}, {10, 10, 10, 10, 10, 10, 10}}) {
    SCOPED_TRACE(std::to_string(users.size()) + " workers");
    const auto due = dueOfFleet(users, {.stages = stages}, seconds(12));
    EXPECT_NEAR(static_cast<double>(due.size()), 6'000, 7);
    for (int tenth = 0; tenth < 100; ++tenth) {
      const auto until = [&](int end) {
        return std::lower_bound(due.begin(), due.end(), end * 0.1) - due.begin();
      };
      const auto middle = milliseconds(100 * tenth + 50);
      EXPECT_NEAR(static_cast<double>(until(tenth + 1) - until(tenth)),
                  base::valueAt(stages, middle) / 10, 7)
          << tenth;
    }
  }
}

TEST_F(PacerTest, WhatWasDueInAPauseIsSkippedAndCounted) {
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  EXPECT_EQ(next(), milliseconds(0));
  clock_.advance(seconds(5));
  // 100 ms … 4,900 ms; the one of 5 s is due now.
  EXPECT_EQ(pacer_.skip(clock_.now() - seconds(5), clock_.now()), 49U);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(next(), milliseconds(100 * i));
  EXPECT_EQ(pacer_.skip(clock_.now(), clock_.now()), 0U);
}

TEST_F(PacerTest, WhatNobodyAskedForBeforeThePauseIsNotCounted) {
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  clock_.advance(seconds(60));
  EXPECT_EQ(pacer_.skip(clock_.now() - seconds(2), clock_.now()), 20U);
}

TEST_F(PacerTest, StagesAreSkippedByTheirArea) {
  pacer_.start(PacePlan{.stages = {{seconds(10), 10}, {seconds(10), 10}, {seconds(1), 0}}},
               clock_.now());
  clock_.advance(seconds(40));
  // 50 on the slope, 100 on the level, 5 on the way down, and then none are due any more.
  EXPECT_NEAR(static_cast<double>(pacer_.skip(clock_.now() - seconds(40), clock_.now())), 155, 1);
}

TEST_F(PacerTest, RampsAreSkippedByTheirSteps) {
  pacer_.start(PacePlan{.max_rps = 25, .step_rps = 10, .step_interval = seconds(1)}, clock_.now());
  clock_.advance(seconds(10));
  EXPECT_NEAR(static_cast<double>(pacer_.skip(clock_.now() - seconds(10), clock_.now())),
              10 + 20 + 8 * 25, 1);
}

TEST_F(PacerTest, AYearIsSkippedAtOnce) {
  pacer_.start(PacePlan{.max_rps = 100'000}, clock_.now());
  clock_.advance(std::chrono::hours(24 * 365));
  EXPECT_GT(pacer_.skip(clock_.now() - std::chrono::hours(24 * 365), clock_.now()),
            3'000'000'000'000U);
  EXPECT_GE(next(), milliseconds(0));
}

}  // namespace
}  // namespace hrp::engine
