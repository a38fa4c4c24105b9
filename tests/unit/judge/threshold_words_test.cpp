#include "judge/threshold_words.hpp"

#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

TEST(ThresholdWordsTest, EveryMetricHasAName) {
  for (const char* name : {"min", "mean", "max", "failures", "rps", "passed-transactions",
                           "dropped", "late", "resent", "aborted"}) {
    const auto metric = metricOf(name);
    ASSERT_TRUE(metric.has_value()) << name;
    Threshold threshold;
    threshold.metric = *metric;
    EXPECT_EQ(metricText(threshold), name);
    EXPECT_NE(metricList().find(name), std::string::npos);
  }
  EXPECT_FALSE(metricOf("p95").has_value());
  EXPECT_EQ(metricText(parseThreshold("ok p99.9 < 1s").value()), "ok p99.9");
  EXPECT_EQ(metricText(parseThreshold("failed p50 < 1s").value()), "failed p50");
}

TEST(ThresholdWordsTest, OtherToolsNamesAreUnderstood) {
  EXPECT_EQ(metricMeant("errors"), "failures");
  EXPECT_EQ(metricMeant("throughput"), "rps");
  EXPECT_EQ(metricMeant("droped"), "dropped");
  EXPECT_EQ(metricMeant("xyzzy"), std::nullopt);
}

TEST(ThresholdWordsTest, ValuesAsPeopleReadThem) {
  EXPECT_EQ(valueText(Unit::kMicroseconds, 412), "412us");
  EXPECT_EQ(valueText(Unit::kMicroseconds, 1'230), "1.23ms");
  EXPECT_EQ(valueText(Unit::kMicroseconds, 212'345), "212.3ms");
  EXPECT_EQ(valueText(Unit::kMicroseconds, 1'500'000), "1.5s");
  EXPECT_EQ(valueText(Unit::kShare, 0.0125), "1.25%");
  EXPECT_EQ(valueText(Unit::kPerSecond, 2'000.26), "2000.3/s");
  EXPECT_EQ(valueText(Unit::kCount, 7), "7");
  EXPECT_EQ(secondsText(0), "0s");
  EXPECT_EQ(secondsText(90), "1m30s");
}

TEST(ThresholdWordsTest, ValuesInTheUnitOfTheFigures) {
  EXPECT_EQ(shownValue(Unit::kMicroseconds, 1'500), 1.5);
  EXPECT_EQ(shownValue(Unit::kShare, 0.5), 50);
  EXPECT_EQ(shownValue(Unit::kCount, 3), 3);
  EXPECT_EQ(unitText(Unit::kMicroseconds) + unitText(Unit::kShare) + unitText(Unit::kPerSecond) +
                unitText(Unit::kCount),
            "ms%/s");
}

}  // namespace
}  // namespace hrp::judge
