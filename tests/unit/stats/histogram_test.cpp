#include "hrp/stats/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "hrp/base/random.hpp"

namespace hrp::stats {
namespace {

constexpr std::uint64_t kNone = UINT64_MAX;

// Spread over all magnitudes, from one microsecond to the end of the tracked range.
std::uint64_t anyValue(base::Random& random) {
  return random.next() >> (28 + random.below(36));
}

TEST(HistogramTest, EmptyHistogramIsAllZero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.min(), 0U);
  EXPECT_EQ(histogram.max(), 0U);
  EXPECT_EQ(histogram.mean(), 0.0);
  EXPECT_EQ(histogram.valueAt(0.5), 0U);
  EXPECT_EQ(histogram.countAtMost(1'000'000), 0U);
  EXPECT_TRUE(histogram.buckets().empty());
}

TEST(HistogramTest, BucketsCoverTheRangeWithoutGapOrOverlap) {
  for (std::size_t bucket = 0; bucket < Histogram::kBucketCount; ++bucket) {
    ASSERT_EQ(Histogram::bucketOf(Histogram::lowestOf(bucket)), bucket);
    ASSERT_EQ(Histogram::bucketOf(Histogram::highestOf(bucket)), bucket);
    ASSERT_EQ(Histogram::highestOf(bucket) + 1, Histogram::lowestOf(bucket + 1));
  }
  EXPECT_EQ(Histogram::lowestOf(0), 0U);
  EXPECT_EQ(Histogram::highestOf(Histogram::kBucketCount - 1), Histogram::kMaxTrackable);
}

TEST(HistogramTest, RelativeErrorOfASingleValueIsAtMostOnePercent) {
  base::Random random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t value = anyValue(random) & Histogram::kMaxTrackable;
    Histogram histogram;
    histogram.record(value);
    histogram.record(0);  // so that clamping to min and max does not make the answer exact
    histogram.record(Histogram::kMaxTrackable);
    const double error =
        std::abs(static_cast<double>(histogram.valueAt(0.5)) - static_cast<double>(value));
    ASSERT_LE(error, 0.01 * static_cast<double>(value)) << value;
  }
}

TEST(HistogramTest, QuantilesAgreeWithASortedListWithinOnePercent) {
  base::Random random(11);
  for (int round = 0; round < 20; ++round) {
    Histogram histogram;
    std::vector<std::uint64_t> values(1 + random.below(5'000));
    for (auto& value : values) {
      value = anyValue(random) & Histogram::kMaxTrackable;
      histogram.record(value);
    }
    std::sort(values.begin(), values.end());
    for (const double quantile : {0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999}) {
      const double wanted = std::ceil(quantile * static_cast<double>(values.size()) - 1e-9);
      const std::uint64_t exact = values[static_cast<std::size_t>(std::max(wanted, 1.0)) - 1];
      ASSERT_NEAR(static_cast<double>(histogram.valueAt(quantile)), static_cast<double>(exact),
                  0.01 * static_cast<double>(exact));
    }
  }
}

TEST(HistogramTest, QuantilesNeverDecreaseAndStayBetweenMinAndMax) {
  base::Random random(13);
  for (int round = 0; round < 50; ++round) {
    Histogram histogram;
    const std::uint64_t count = 1 + random.below(30);
    for (std::uint64_t i = 0; i < count; ++i) histogram.record(anyValue(random));
    std::uint64_t previous = histogram.min();
    for (int step = 0; step <= 1000; ++step) {
      const std::uint64_t value = histogram.valueAt(step / 1000.0);
      ASSERT_GE(value, previous);
      ASSERT_LE(value, histogram.max());
      previous = value;
    }
  }
}

TEST(HistogramTest, QuantileEdgesAreTheExactMinimumAndMaximum) {
  Histogram histogram;
  for (const std::uint64_t value : {1'001U, 5'003U, 77'777U}) histogram.record(value);
  EXPECT_EQ(histogram.valueAt(0), 1'001U);
  EXPECT_EQ(histogram.valueAt(-3), 1'001U);
  EXPECT_EQ(histogram.valueAt(std::numeric_limits<double>::quiet_NaN()), 1'001U);
  EXPECT_EQ(histogram.valueAt(1), 77'777U);
  EXPECT_EQ(histogram.valueAt(2), 77'777U);
}

TEST(HistogramTest, ARankIsNotPushedUpByBinaryFractions) {
  Histogram histogram;
  for (std::uint64_t value = 1; value <= 100; ++value) histogram.record(value);
  EXPECT_EQ(histogram.valueAt(0.07), 7U);
  EXPECT_EQ(histogram.valueAt(0.9), 90U);
  EXPECT_EQ(histogram.valueAt(0.991), 100U);
}

TEST(HistogramTest, ValuesPastTheTrackableRangeKeepMaximumAndSum) {
  Histogram histogram;
  const std::uint64_t huge = Histogram::kMaxTrackable * 8;
  histogram.record(huge);
  histogram.record(huge + 2);
  EXPECT_EQ(histogram.buckets().size(), Histogram::kBucketCount);
  EXPECT_EQ(histogram.max(), huge + 2);
  EXPECT_EQ(histogram.mean(), static_cast<double>(huge + 1));
  EXPECT_EQ(histogram.valueAt(0.5), huge);
}

TEST(HistogramTest, MergeEqualsRecordingEverythingIntoOne) {
  base::Random random(17);
  for (int round = 0; round < 50; ++round) {
    Histogram whole;
    Histogram merged;
    for (std::uint64_t part = random.below(5); part < 5; ++part) {
      Histogram piece;
      for (std::uint64_t i = random.below(100); i < 100; ++i) {
        const std::uint64_t value = anyValue(random);
        const std::uint64_t times = random.below(4);
        whole.record(value, times);
        piece.record(value, times);
      }
      merged.merge(piece);
    }
    ASSERT_EQ(merged, whole);
  }
}

TEST(HistogramTest, MergingAnEmptyOneOrIntoOneChangesNothing) {
  Histogram some;
  some.record(70);
  some.record(5'000'000);
  const Histogram before = some;
  some.merge(Histogram());
  EXPECT_EQ(some, before);
  Histogram cleared = before;
  cleared.record(9'000'000'000);
  cleared.clear();
  cleared.merge(before);
  EXPECT_EQ(cleared, before);
}

TEST(HistogramTest, ClearedHistogramEqualsANewOne) {
  Histogram histogram;
  histogram.record(123'456);
  histogram.clear();
  EXPECT_EQ(histogram, Histogram());
  histogram.record(5);
  EXPECT_EQ(histogram.min(), 5U);
  EXPECT_EQ(histogram.max(), 5U);
}

TEST(HistogramTest, CountAtMostIsExactAtBucketBordersAndNeverGoesDown) {
  base::Random random(19);
  std::vector<std::uint64_t> values;
  Histogram histogram;
  const std::uint64_t border = Histogram::highestOf(Histogram::bucketOf(5'000));
  std::uint64_t previous_inside = 0;
  for (int i = 0; i < 2'000; ++i) {
    values.push_back(random.below(10'000));
    histogram.record(values.back());
    const std::uint64_t inside = histogram.countAtMost(5'030);
    ASSERT_GE(inside, previous_inside);
    previous_inside = inside;
  }
  const auto exact = std::count_if(values.begin(), values.end(),
                                   [&](std::uint64_t value) { return value <= border; });
  EXPECT_EQ(histogram.countAtMost(border), static_cast<std::uint64_t>(exact));
  EXPECT_EQ(histogram.countAtMost(kNone), histogram.count());
}

TEST(HistogramTest, AssembleRestoresWhatThePartsGave) {
  base::Random random(23);
  for (int round = 0; round < 50; ++round) {
    Histogram histogram;
    for (std::uint64_t i = random.below(200); i < 200; ++i) {
      histogram.record(anyValue(random) & Histogram::kMaxTrackable);
    }
    std::vector<std::uint64_t> buckets(histogram.buckets().begin(), histogram.buckets().end());
    buckets.resize(buckets.size() + 3 > Histogram::kBucketCount ? buckets.size()
                                                                : buckets.size() + 3);
    Histogram restored;
    ASSERT_TRUE(
        Histogram::assemble(buckets, histogram.sum(), histogram.min(), histogram.max(), restored));
    ASSERT_EQ(restored, histogram);
  }
}

TEST(HistogramTest, AssembleAcceptsTheEmptyHistogram) {
  Histogram out;
  out.record(9);
  EXPECT_TRUE(Histogram::assemble({}, 0, 0, 0, out));
  EXPECT_EQ(out, Histogram());
}

struct BadParts {
  const char* what;
  std::vector<std::uint64_t> buckets;
  std::uint64_t sum, min, max;
};

TEST(HistogramTest, AssembleRejectsContradictions) {
  std::vector<std::uint64_t> too_many(Histogram::kBucketCount + 1);
  too_many[3] = 1;
  const BadParts cases[] = {
      {"too many buckets", too_many, 3, 3, 3},
      {"sum without a count", {0, 0}, 5, 0, 0},
      {"maximum without a count", {}, 0, 0, 7},
      {"minimum without a count", {}, 0, 7, 0},
      {"minimum above maximum", {0, 0, 0, 1}, 3, 4, 3},
      {"minimum in another bucket", {0, 0, 1, 1}, 5, 1, 3},
      {"maximum in another bucket", {0, 0, 1, 1}, 5, 2, 9},
      {"sum too small", {0, 0, 1, 1}, 3, 2, 3},
      {"sum too large", {0, 0, 1, 1}, 7, 2, 3},
      {"count overflows", {0, UINT64_MAX, 1}, 5, 1, 2},
      {"sum can not hold the minimum", {0, 0, UINT64_MAX}, 5, 2, 2},
  };
  for (const BadParts& bad : cases) {
    Histogram out;
    out.record(42);
    const Histogram before = out;
    EXPECT_FALSE(Histogram::assemble(bad.buckets, bad.sum, bad.min, bad.max, out)) << bad.what;
    EXPECT_EQ(out, before) << bad.what;
  }
}

TEST(Histogram, AddsPartsAsItMergesAHistogram) {
  Histogram recorded;
  for (const std::uint64_t value : {7U, 7U, 900U, 70'000U}) recorded.record(value);
  std::vector<Histogram::Bucket> used;
  for (std::uint32_t i = 0; i < recorded.buckets().size(); ++i) {
    if (recorded.buckets()[i] != 0) used.push_back({i, recorded.buckets()[i]});
  }
  const Histogram::Parts parts{used, recorded.sum(), recorded.min(), recorded.max()};
  Histogram added;
  ASSERT_TRUE(added.add(parts));
  EXPECT_EQ(added, recorded);
  ASSERT_TRUE(added.add(parts));
  recorded.merge(Histogram(recorded));
  EXPECT_EQ(added, recorded);
  EXPECT_TRUE(added.add({}));
  EXPECT_EQ(added, recorded);
}

TEST(Histogram, RefusesPartsThatContradictEachOther) {
  using Buckets = std::vector<Histogram::Bucket>;
  const Histogram untouched;
  Histogram histogram;
  const auto refuses = [&](const Buckets& buckets, std::uint64_t sum, std::uint64_t min,
                           std::uint64_t max) {
    return !histogram.add({buckets, sum, min, max}) && histogram == untouched;
  };
  EXPECT_TRUE(refuses({}, 1, 0, 0)) << "a sum of nothing";
  EXPECT_TRUE(refuses({{5, 1}}, 5, 4, 5)) << "a minimum in another bucket";
  EXPECT_TRUE(refuses({{5, 1}}, 5, 5, 6)) << "a maximum in another bucket";
  EXPECT_TRUE(refuses({{5, 1}, {4, 1}}, 9, 5, 4)) << "buckets that fall";
  EXPECT_TRUE(refuses({{5, 1}, {5, 1}, {6, 1}}, 16, 5, 6)) << "a bucket twice";
  EXPECT_TRUE(refuses({{5, 0}}, 0, 5, 5)) << "an empty bucket";
  EXPECT_TRUE(refuses({{5, 2}}, 11, 5, 5)) << "a sum that is too large";
  EXPECT_TRUE(refuses({{99'999, 1}}, 5, 5, 5)) << "a bucket that is none";
  EXPECT_TRUE(refuses({{5, UINT64_MAX}, {6, 1}}, 5, 5, 6)) << "too many";
}

}  // namespace
}  // namespace hrp::stats
