#include "hrp/outputs/metric_buckets.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "hrp/base/random.hpp"
#include "hrp/stats/histogram.hpp"

namespace hrp::outputs {
namespace {

using Bucket = std::pair<double, double>;  // upper border in µs, cumulative count

// What Prometheus' histogram_quantile() makes of them: linear within a bucket, the highest border
// for what lies above it (promql/quantile.go).
double prometheusQuantile(double quantile, double all, const std::vector<Bucket>& buckets) {
  Bucket before{0, 0};
  for (const Bucket& bucket : buckets) {
    if (bucket.second >= quantile * all) {
      const double part = (quantile * all - before.second) / (bucket.second - before.second);
      return before.first + (bucket.first - before.first) * part;
    }
    before = bucket;
  }
  return before.first;
}

void expectWithinATenth(const stats::Histogram& times, const std::string& what) {
  std::vector<Bucket> buckets;
  for (const std::uint64_t border : fineBorders()) {
    buckets.emplace_back(border, times.countAtMost(border));
  }
  const auto all = static_cast<double>(times.count());
  for (const double quantile : {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999}) {
    const auto summary = static_cast<double>(times.valueAt(quantile));
    EXPECT_NEAR(prometheusQuantile(quantile, all, buckets) / summary, 1.0, 0.1)
        << what << ", quantile " << quantile;
  }
}

TEST(MetricBucketsTest, EveryServiceTimeFromATenthOfAMillisecondToAMinuteIsWithinATenth) {
  for (double value = 100; value <= 60e6; value *= 1.007) {
    stats::Histogram constant;
    constant.record(static_cast<std::uint64_t>(value), 1'000);
    expectWithinATenth(constant, "constant " + std::to_string(value) + " us");
  }
}

TEST(MetricBucketsTest, SpreadTimesAreWithinATenth) {
  base::Random random(7);
  for (double middle = 300; middle <= 6e6; middle *= 1.7) {
    stats::Histogram spread;
    for (int i = 0; i < 5'000; ++i) {
      double sum = 0;  // of twelve uniform numbers: as good as normal
      for (int k = 0; k < 12; ++k) sum += static_cast<double>(random.next() >> 11U) * 0x1p-53;
      const double value = std::max(100.0, middle * std::exp(0.5 * (sum - 6)));
      spread.record(static_cast<std::uint64_t>(value));
    }
    expectWithinATenth(spread, "around " + std::to_string(middle) + " us");
  }
}

TEST(MetricBucketsTest, NoBorderOfAListIsRenamedByAnyPrometheus) {
  for (const BucketBorders& borders : {fineBorders(), coarseBorders()}) {
    for (const std::uint64_t border : borders) {
      EXPECT_NE(border % 1'000'000, 0U) << border << " us would be le=\"1\" or le=\"1.0\"";
    }
  }
}

TEST(MetricBucketsTest, TheFineOnesAreFewAndHoldTheRoundOnes) {
  const BucketBorders& fine = fineBorders();
  EXPECT_EQ(fine.size(), 170U);
  EXPECT_EQ(fine.front(), 92U);
  EXPECT_EQ(fine.back(), 63'005'000U);
  for (std::size_t i = 1; i < fine.size(); ++i) {
    EXPECT_LE(static_cast<double>(fine[i]) / static_cast<double>(fine[i - 1]), 1.091) << fine[i];
  }
  for (const std::uint64_t round : {500U, 2'500U, 50'000U, 100'000U, 250'000U, 2'500'000U}) {
    EXPECT_TRUE(std::binary_search(fine.begin(), fine.end(), round)) << round;
  }
}

TEST(MetricBucketsTest, ReadsNamesAndLists) {
  EXPECT_EQ(parseBuckets("").value(), fineBorders());
  EXPECT_EQ(parseBuckets("fine").value(), fineBorders());
  EXPECT_EQ(parseBuckets("coarse").value(), coarseBorders());
  EXPECT_EQ(parseBuckets("0.05,0.5,2.5").value(), (BucketBorders{50'000, 500'000, 2'500'000}));
}

TEST(MetricBucketsTest, ErrorsNameTheBorder) {
  const std::array<std::pair<const char*, const char*>, 6> wrong{{
      {"0.1,,0.5", "\"\" is not a number of seconds"},
      {"0.1,many", "\"many\" is not a number of seconds"},
      {"0.1,0.1", "\"0.1\" is not above the border before it"},
      {"0", "\"0\" is not from 0.000001 to 86400 seconds"},
      {"nan", "\"nan\" is not from 0.000001 to 86400 seconds"},
      {"1,1e9", "\"1e9\" is not from 0.000001 to 86400 seconds"},
  }};
  for (const auto& [text, message] : wrong) {
    const auto borders = parseBuckets(text);
    ASSERT_FALSE(borders.has_value()) << text;
    EXPECT_EQ(borders.error().message, message);
  }
  std::string many = "0.001";
  for (int i = 2; i <= 201; ++i) many += "," + std::to_string(i);
  EXPECT_EQ(parseBuckets(many).error().message, "\"201\" is more than the 200th border");
}

}  // namespace
}  // namespace hrp::outputs
