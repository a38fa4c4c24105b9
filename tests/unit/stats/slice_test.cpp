#include "hrp/stats/slice.hpp"

#include <gtest/gtest.h>

#include "hrp/base/random.hpp"

namespace hrp::stats {
namespace {

Slice randomSlice(base::Random& random) {
  Slice slice;
  for (std::uint64_t i = random.below(6); i < 6; ++i) {
    const RowKey key{"request-GET", "step " + std::to_string(random.below(4))};
    Row& row = rowFor(slice.rows, key, true);
    const std::uint64_t latency = random.below(100'000);
    row.bytes_sent += random.below(500);
    row.bytes_received += random.below(500);
    row.content_bytes += random.below(500);
    row.aborted += random.below(3);
    if (random.below(3) == 0) {
      row.latency.failed.record(latency);
      countError(row, base::ErrorKind::kTimeout, "after " + std::to_string(random.below(3)), 1);
    } else {
      row.latency.passed.record(latency);
    }
  }
  countStatus(slice.status_codes, random.below(2) == 0 ? 200 : 503, 1 + random.below(9));
  slice.transactions_passed = random.below(10);
  slice.transactions_failed = random.below(10);
  slice.iterations = random.below(10);
  slice.late_starts = random.below(10);
  slice.max_loop_lag_us = random.below(1'000);
  slice.function_calls = random.below(10);
  slice.function_failures = random.below(5);
  slice.function_time_us = random.below(1'000);
  slice.dropped_iterations = random.below(10);
  slice.generator.loop_lag.record(random.below(9'000));
  slice.generator.max_cpu_permille = random.below(1'000);
  slice.generator.addStrain("thread " + std::to_string(random.below(3)),
                            {1, 1, 0, random.below(5'000), random.below(1'000)});
  return slice;
}

TEST(SliceTest, MergeDoesNotDependOnOrderOrGrouping) {
  base::Random random(3);
  for (int round = 0; round < 50; ++round) {
    const Slice a = randomSlice(random);
    const Slice b = randomSlice(random);
    const Slice c = randomSlice(random);
    Slice left = a;
    left.merge(b);
    left.merge(c);
    Slice right = c;
    Slice inner = b;
    inner.merge(a);
    right.merge(inner);
    ASSERT_EQ(left, right);
  }
}

TEST(SliceTest, MergeIntoAnEmptySliceCopiesIt) {
  base::Random random(5);
  const Slice slice = randomSlice(random);
  Slice merged;
  EXPECT_TRUE(merged.empty());
  merged.merge(slice);
  EXPECT_EQ(merged, slice);
  EXPECT_FALSE(merged.empty());
}

TEST(SliceTest, LoopLagIsTheLongestNotTheSum) {
  Slice a;
  a.max_loop_lag_us = 70;
  Slice b;
  b.max_loop_lag_us = 30;
  a.merge(b);
  EXPECT_EQ(a.max_loop_lag_us, 70U);
}

TEST(SliceTest, RowsPastTheCapFoldIntoOtherOfTheirType) {
  Slice slice;
  for (std::size_t i = 0; i < kMaxRows; ++i) {
    rowFor(slice.rows, {"request-GET", "n" + std::to_string(i)}, true).latency.passed.record(1);
  }
  Slice more;
  for (int i = 0; i < 5; ++i) {
    rowFor(more.rows, {"request-GET", "late " + std::to_string(i)}, true).latency.passed.record(7);
    rowFor(more.rows, {"transaction", "late " + std::to_string(i)}, false).latency.passed.record(9);
  }
  rowFor(more.rows, {"request-GET", "n5"}, true).latency.passed.record(1);
  slice.merge(more);
  slice.merge(more);
  EXPECT_EQ(slice.rows.size(), kMaxRows + 2);
  EXPECT_EQ((slice.rows.at({"request-GET", "other"}).requests()), 10U);
  EXPECT_EQ((slice.rows.at({"transaction", "other"}).requests()), 10U);
  EXPECT_FALSE((slice.rows.at({"transaction", "other"}).in_total));
  EXPECT_EQ((slice.rows.at({"request-GET", "n5"}).requests()), 3U);
}

TEST(SliceTest, APeerThatInventsTypesIsBoundedToo) {
  Slice slice;
  for (std::size_t i = 0; i < kMaxRows + 500; ++i) {
    rowFor(slice.rows, {"type " + std::to_string(i), "x"}, true).latency.passed.record(1);
  }
  EXPECT_LE(slice.rows.size(), kMaxRows + 65);
  EXPECT_EQ(totalOf(slice).requests(), kMaxRows + 500);
}

TEST(SliceTest, ErrorTextsPastTheCapFoldIntoOtherOfTheirKind) {
  Row row;
  for (std::size_t i = 0; i < kMaxErrorsPerRow; ++i) {
    countError(row, base::ErrorKind::kCheck, "text " + std::to_string(i), 1);
  }
  countError(row, base::ErrorKind::kCheck, "one more", 2);
  countError(row, base::ErrorKind::kCheck, "and more", 3);
  countError(row, base::ErrorKind::kDns, "no such host", 4);
  countError(row, base::ErrorKind::kCheck, "text 0", 1);
  EXPECT_EQ(row.errors.size(), kMaxErrorsPerRow + 2);
  EXPECT_EQ((row.errors.at({base::ErrorKind::kCheck, "other"})), 5U);
  EXPECT_EQ((row.errors.at({base::ErrorKind::kDns, "other"})), 4U);
  EXPECT_EQ((row.errors.at({base::ErrorKind::kCheck, "text 0"})), 2U);
}

TEST(SliceTest, TextsAreCutAtACharacter) {
  std::string text(kMaxTextBytes - 1, 'a');
  text += "\u4e2d";  // three bytes, of which one would fit
  EXPECT_EQ(boundedText(text), std::string(kMaxTextBytes - 1, 'a'));
  EXPECT_EQ(boundedText("\u4e2d"), "\u4e2d");
  Row row;
  countError(row, base::ErrorKind::kCheck, std::string(5'000, 'x'), 1);
  EXPECT_EQ(row.errors.begin()->first.message.size(), kMaxTextBytes);
}

TEST(SliceTest, StatusCodesOutsideHttpAreCountedTogether) {
  Slice slice;
  Slice odd;
  odd.status_codes = {{-5, 1}, {99, 2}, {1'000, 3}, {418, 4}};
  slice.merge(odd);
  EXPECT_EQ(slice.status_codes, (std::map<int, std::uint64_t>{{0, 6}, {418, 4}}));
}

TEST(SliceTest, TotalLeavesOutTransactions) {
  Slice slice;
  rowFor(slice.rows, {"request-GET", "a"}, true).latency.passed.record(10);
  rowFor(slice.rows, {"request-POST", "b"}, true).latency.passed.record(30);
  rowFor(slice.rows, {std::string(kTransactionType), "Action"}, false).latency.passed.record(99);
  slice.rows.at({"request-POST", "b"}).latency.failed.record(20);
  const Row total = totalOf(slice);
  EXPECT_EQ(total.requests(), 3U);
  EXPECT_EQ(total.failures(), 1U);
  EXPECT_EQ(total.latency.all().max(), 30U);
  EXPECT_TRUE(total.in_total);
}

}  // namespace
}  // namespace hrp::stats
