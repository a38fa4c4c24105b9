#include "judge/stretch.hpp"

#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

Threshold the(std::string_view text) {
  return parseThreshold(text).value();
}

stats::Row rowOf(std::initializer_list<std::uint64_t> passed,
                 std::initializer_list<std::uint64_t> failed = {}) {
  stats::Row row;
  for (const std::uint64_t us : passed) row.latency.passed.record(us);
  for (const std::uint64_t us : failed) row.latency.failed.record(us);
  return row;
}

std::optional<double> valueFor(std::string_view text, const stats::Row& row, double seconds = 1) {
  const Threshold threshold = the(text);
  Stretch stretch;
  addRow(threshold, row, stretch);
  return valueOf(threshold, stretch, seconds);
}

TEST(StretchTest, TimesAreOfAllOrOfThoseThatPassedOrFailed) {
  const stats::Row row = rowOf({10, 20}, {90});
  EXPECT_EQ(valueFor("max < 1s", row), 90);
  EXPECT_EQ(valueFor("ok max < 1s", row), 20);
  EXPECT_EQ(valueFor("failed min < 1s", row), 90);
  EXPECT_EQ(valueFor("min < 1s", row), 10);
  EXPECT_EQ(valueFor("mean < 1s", row), 40);
  EXPECT_EQ(valueFor("p50 < 1s", row), 20);
  EXPECT_EQ(valueFor("failed max < 1s", rowOf({10})), std::nullopt);
}

TEST(StretchTest, CountsSharesAndRates) {
  stats::Row row = rowOf({1, 1, 1}, {1});
  row.aborted = 2;
  row.connections.resent = 3;
  EXPECT_EQ(valueFor("failures < 1", row), 1);
  EXPECT_EQ(valueFor("failures < 1%", row), 0.25);
  EXPECT_EQ(valueFor("rps > 1", row, 8), 0.5);
  EXPECT_EQ(valueFor("rps > 1", row, 0), std::nullopt);
  EXPECT_EQ(valueFor("resent < 1", row), 3);
  EXPECT_EQ(valueFor("aborted < 1", row), 2);
  EXPECT_EQ(valueFor("x: passed-transactions > 1", row), 3);
  EXPECT_EQ(valueFor("x: passed-transactions > 1%", row), 0.75);
}

TEST(StretchTest, NothingCountedIsNoData) {
  for (const char* text : {"failures < 1", "failures < 1%", "rps < 9", "resent < 1", "aborted < 1",
                           "p95 < 1s", "passed-transactions < 4", "dropped < 1", "late < 1"}) {
    EXPECT_EQ(valueFor(text, stats::Row()), std::nullopt) << text;
  }
}

TEST(StretchTest, CountsOfTheRun) {
  stats::Slice slice;
  slice.transactions_passed = 3;
  slice.transactions_failed = 1;
  slice.iterations = 4;
  slice.dropped_iterations = 5;
  slice.dropped_requests = 6;
  slice.late_starts = 7;
  const auto of_run = [&](std::string_view text) {
    const Threshold threshold = the(text);
    Stretch stretch;
    addRun(threshold, slice, stretch);
    return valueOf(threshold, stretch, 1);
  };
  EXPECT_EQ(of_run("passed-transactions > 1"), 3);
  EXPECT_EQ(of_run("passed-transactions > 1%"), 0.75);
  EXPECT_EQ(of_run("dropped < 1"), 11);
  EXPECT_EQ(of_run("late < 1"), 7);
}

TEST(StretchTest, PercentilesComeFromMergedHistograms) {
  // A percentile of percentiles would be 55 ms here.
  const Threshold threshold = the("p90 < 1s");
  Stretch all;
  for (int worker = 0; worker < 2; ++worker) {
    stats::Row row;
    row.latency.passed.record(worker == 0 ? 100 : 110, worker == 0 ? 95 : 5);
    Stretch part;
    addRow(threshold, row, part);
    all.merge(part);
  }
  EXPECT_EQ(valueOf(threshold, all, 1), 100);
}

TEST(StretchTest, CloserToTheBoundThanTheGeneratorsLagIsUnclear) {
  const Threshold threshold = the("p95 < 100ms");
  stats::Slice slice;
  slice.generator.addStrain("thread 0", {1, 1, 0, 5'000, 0});
  slice.generator.loop_lag.record(9'000);
  Stretch stretch;
  addRun(threshold, slice, stretch);
  EXPECT_EQ(lagOf(threshold, stretch), 5'000);
  EXPECT_EQ(lagOf(the("max < 1s"), stretch), 9'000);
  EXPECT_EQ(standingOf(threshold, stretch, 94'000), Standing::kHolds);
  EXPECT_EQ(standingOf(threshold, stretch, 96'000), Standing::kUnclear);
  EXPECT_EQ(standingOf(threshold, stretch, 104'000), Standing::kUnclear);
  EXPECT_EQ(standingOf(threshold, stretch, 106'000), Standing::kBroken);
  EXPECT_EQ(standingOf(threshold, stretch, std::nullopt), Standing::kNoData);
  // A count is what it is.
  const Threshold failures = the("failures < 2");
  Stretch counts;
  addRun(failures, slice, counts);
  EXPECT_EQ(standingOf(failures, counts, 2), Standing::kBroken);
}

TEST(StretchTest, EveryComparison) {
  const Stretch none;
  const auto stands = [&](const char* text, double value) {
    return standingOf(the(text), none, value) == Standing::kHolds;
  };
  EXPECT_TRUE(stands("failures < 2", 1));
  EXPECT_FALSE(stands("failures < 2", 2));
  EXPECT_TRUE(stands("failures <= 2", 2));
  EXPECT_TRUE(stands("failures > 2", 3));
  EXPECT_FALSE(stands("failures > 2", 2));
  EXPECT_TRUE(stands("failures >= 2", 2));
  EXPECT_TRUE(stands("failures == 2", 2));
  EXPECT_FALSE(stands("failures == 2", 1));
}

}  // namespace
}  // namespace hrp::judge
