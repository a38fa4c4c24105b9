#include "engine/pace/pace_line.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr base::TimePoint kLineStart{seconds(100)};

double sinceLineStart(base::TimePoint time) {
  return std::chrono::duration<double>(time - kLineStart).count();
}

TEST(PaceLineTest, ARateIsEven) {
  const PaceLine line(PacePlan{.max_rps = 4}, kLineStart);
  EXPECT_TRUE(line.limited());
  EXPECT_DOUBLE_EQ(line.rateAt(kLineStart + seconds(9)), 4);
  EXPECT_DOUBLE_EQ(sinceLineStart(line.after(kLineStart + seconds(1), 2)), 1.5);
  EXPECT_FALSE(PaceLine().limited());
}

TEST(PaceLineTest, AStageLetsPassTheAreaUnderIt) {
  const PaceLine line(
      PacePlan{.stages = {{seconds(10), 100}, {seconds(10), 100}, {seconds(10), 0}}}, kLineStart);
  EXPECT_DOUBLE_EQ(line.rateAt(kLineStart + seconds(5)), 50);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart, 5)), 1, 1e-6);  // 5 t²
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart, 500)), 10, 1e-6);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart, 600)), 11, 1e-6);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart + seconds(20), 375)), 25, 1e-6);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart + seconds(9), 95 + 1'000 + 20)), 20.202, 0.001);
  EXPECT_EQ(line.after(kLineStart + seconds(3), 0), kLineStart + seconds(3));
}

TEST(PaceLineTest, AfterTheLastStageItsRateStays) {
  const PaceLine line(PacePlan{.stages = {{seconds(10), 20}}}, kLineStart);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart + seconds(60), 10)), 60.5, 1e-6);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart, 110)), 10.5, 1e-6);
}

TEST(PaceLineTest, ARateOfZeroLetsNothingPassAndIsWaitedOut) {
  const PaceLine line(PacePlan{.stages = {{seconds(5), 0},
                                          {seconds(0), 10},
                                          {seconds(5), 10},
                                          {seconds(0), 0},
                                          {seconds(5), 0}}},
                      kLineStart);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart, 1)), 5.1, 1e-6);
  EXPECT_NEAR(sinceLineStart(line.after(kLineStart + seconds(2), 50)), 10, 1e-6);
  EXPECT_GT(line.after(kLineStart, 51), kLineStart + std::chrono::hours(24 * 365));
  EXPECT_DOUBLE_EQ(line.rateAt(kLineStart + seconds(12)), 0);
}

TEST(PaceLineTest, ManySmallTurnsDoNotDrift) {
  const PaceLine line(PacePlan{.stages = {{seconds(10), 1'000}, {seconds(10), 0}}}, kLineStart);
  base::TimePoint at = kLineStart;
  int count = 0;
  for (at = line.after(at, 1); at <= kLineStart + seconds(20); at = line.after(at, 1)) ++count;
  EXPECT_NEAR(count, 10'000, 2);
}

}  // namespace
}  // namespace hrp::engine
