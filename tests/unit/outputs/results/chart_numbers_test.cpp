#include "outputs/results/chart_numbers.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

TEST(ChartNumbers, RoundsToThreeDigits) {
  EXPECT_EQ(roundedForChart(0), 0);
  EXPECT_EQ(roundedForChart(0.0123456), 0.0123);
  EXPECT_EQ(roundedForChart(1.2345), 1.23);
  EXPECT_EQ(roundedForChart(999.6), 1000);
  EXPECT_EQ(roundedForChart(123'456.7), 123'457);
}

TEST(ChartNumbers, ADistributionKeepsAllCountsInFewBuckets) {
  stats::Histogram times;
  for (std::uint64_t i = 1; i < 5'000; ++i) times.record(i * i);
  const auto parts = distributionOf(times);
  EXPECT_LE(parts.size(), kMaxDistribution);
  std::uint64_t count = 0;
  std::uint64_t before = 0;
  for (const auto& [upper, part] : parts) {
    EXPECT_GT(upper, before);
    before = upper;
    count += part;
  }
  EXPECT_EQ(count, times.count());
  EXPECT_EQ(parts.back().first, times.max());
  EXPECT_TRUE(distributionOf({}).empty());
}

TEST(ChartNumbers, AHeatMapHasOneScaleForAllColumns) {
  std::vector<stats::Histogram> columns(3);
  columns[0].record(100, 5);
  columns[2].record(100, 1);
  columns[2].record(900'000, 2);
  const HeatMap map = heatMapOf(columns);
  ASSERT_LE(map.edges_us.size(), kMaxHeatBuckets + 1);
  EXPECT_LE(map.edges_us.front(), 100U);
  EXPECT_GT(map.edges_us.back(), 900'000U);
  ASSERT_EQ(map.columns.size(), 3U);
  EXPECT_EQ(map.columns[0].at(0), (std::pair<std::size_t, std::uint64_t>{0, 5}));
  EXPECT_TRUE(map.columns[1].empty());
  const auto [bucket, count] = map.columns[2].at(1);
  EXPECT_EQ(count, 2U);
  EXPECT_LE(map.edges_us[bucket], 900'000U);
  EXPECT_GT(map.edges_us.at(bucket + 1), 900'000U);
  EXPECT_TRUE(heatMapOf({}).edges_us.empty());
}

}  // namespace
}  // namespace hrp::outputs
