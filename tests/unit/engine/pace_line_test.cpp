#include "engine/pace_line.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::TimePoint kStart{seconds(100)};

double secondsOf(base::TimePoint time) {
  return std::chrono::duration<double>(time - kStart).count();
}

TEST(PaceLineTest, ARateIsEven) {
  const PaceLine line(PacePlan{.max_rps = 4}, kStart);
  EXPECT_TRUE(line.limited());
  EXPECT_DOUBLE_EQ(line.rateAt(kStart + seconds(9)), 4);
  EXPECT_DOUBLE_EQ(secondsOf(line.after(kStart + seconds(1), 2)), 1.5);
  EXPECT_FALSE(PaceLine().limited());
}

TEST(PaceLineTest, AStageLetsPassTheAreaUnderIt) {
  const PaceLine line(
      PacePlan{.stages = {{seconds(10), 100}, {seconds(10), 100}, {seconds(10), 0}}}, kStart);
  EXPECT_DOUBLE_EQ(line.rateAt(kStart + seconds(5)), 50);
  EXPECT_NEAR(secondsOf(line.after(kStart, 5)), 1, 1e-6);  // 5 t²
  EXPECT_NEAR(secondsOf(line.after(kStart, 500)), 10, 1e-6);
  EXPECT_NEAR(secondsOf(line.after(kStart, 600)), 11, 1e-6);
  EXPECT_NEAR(secondsOf(line.after(kStart + seconds(20), 375)), 25, 1e-6);
  EXPECT_NEAR(secondsOf(line.after(kStart + seconds(9), 95 + 1'000 + 20)), 20.202, 0.001);
  EXPECT_EQ(line.after(kStart + seconds(3), 0), kStart + seconds(3));
}

TEST(PaceLineTest, AfterTheLastStageItsRateStays) {
  const PaceLine line(PacePlan{.stages = {{seconds(10), 20}}}, kStart);
  EXPECT_NEAR(secondsOf(line.after(kStart + seconds(60), 10)), 60.5, 1e-6);
  EXPECT_NEAR(secondsOf(line.after(kStart, 110)), 10.5, 1e-6);
}

TEST(PaceLineTest, ARateOfZeroLetsNothingPassAndIsWaitedOut) {
  const PaceLine line(PacePlan{.stages = {{seconds(5), 0},
                                          {seconds(0), 10},
                                          {seconds(5), 10},
                                          {seconds(0), 0},
                                          {seconds(5), 0}}},
                      kStart);
  EXPECT_NEAR(secondsOf(line.after(kStart, 1)), 5.1, 1e-6);
  EXPECT_NEAR(secondsOf(line.after(kStart + seconds(2), 50)), 10, 1e-6);
  EXPECT_GT(line.after(kStart, 51), kStart + std::chrono::hours(24 * 365));
  EXPECT_DOUBLE_EQ(line.rateAt(kStart + seconds(12)), 0);
}

TEST(PaceLineTest, ManySmallTurnsDoNotDrift) {
  const PaceLine line(PacePlan{.stages = {{seconds(10), 1'000}, {seconds(10), 0}}}, kStart);
  base::TimePoint at = kStart;
  int count = 0;
  for (at = line.after(at, 1); at <= kStart + seconds(20); at = line.after(at, 1)) ++count;
  EXPECT_NEAR(count, 10'000, 2);
}

}  // namespace
}  // namespace hrp::engine
