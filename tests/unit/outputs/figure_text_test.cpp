#include "outputs/figure_text.hpp"

#include <gtest/gtest.h>

#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

TEST(FigureTextTest, TimesKeepTheirFirstFigures) {
  EXPECT_EQ(msText(0), "0");
  EXPECT_EQ(msText(7), "0.007");
  EXPECT_EQ(msText(42), "0.042");
  EXPECT_EQ(msText(99.6), "0.10");
  EXPECT_EQ(msText(420), "0.42");
  EXPECT_EQ(msText(5'130), "5.13");
  EXPECT_EQ(msText(51'200), "51.20");
  EXPECT_EQ(msText(99'996), "100.0");
  EXPECT_EQ(msText(512'340), "512.3");
  EXPECT_EQ(msText(12'345'678), "12346");
}

TEST(FigureTextTest, RatesAndRatiosOfNothingAreZero) {
  EXPECT_EQ(perSecond(10, std::chrono::milliseconds(500)), 20);
  EXPECT_EQ(perSecond(10, base::Duration(0)), 0);
  EXPECT_EQ(ratio(1, 4), 0.25);
  EXPECT_EQ(ratio(0, 0), 0);
}

TEST(FigureTextTest, WallTimes) {
  useUtc();
  const base::WallTime time(std::chrono::milliseconds(1'795'404'787'250));
  EXPECT_EQ(localTimeText(time), "2026/11/23 03:33:07");
  EXPECT_EQ(utcTimeText(time), "2026-11-23T03:33:07.250Z");
  EXPECT_EQ(utcTimeText(base::WallTime(std::chrono::milliseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(FigureTextTest, FixedTextHoldsTheLargestNumber) {
  EXPECT_EQ(fixedText(1.005, 1), "1.0");
  EXPECT_EQ(fixedText(1e308, 2).size(), 312U);
}

}  // namespace
}  // namespace hrp::outputs
