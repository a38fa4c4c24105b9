#include "hrp/stats/threshold_figure.hpp"

#include <gtest/gtest.h>

namespace hrp::stats {
namespace {

TEST(ThresholdFigureTest, VerdictsHaveTheWordsOfTheDocs) {
  EXPECT_EQ(toString(Verdict::kMet), "met");
  EXPECT_EQ(toString(Verdict::kNotMet), "not met");
  EXPECT_EQ(toString(Verdict::kUnclear), "unclear");
  EXPECT_EQ(ThresholdFigure().verdict, Verdict::kNotMet);  // whatever says nothing is not met
}

}  // namespace
}  // namespace hrp::stats
