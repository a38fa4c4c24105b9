#include "hrp/stats/run_statistics.hpp"

#include <gtest/gtest.h>

namespace hrp::stats {
namespace {

Slice sliceOf(std::uint64_t requests, std::uint64_t failures = 0) {
  Slice slice;
  Row& row = rowFor(slice.rows, {"request-GET", "home"}, true);
  row.latency.passed.record(100, requests - failures);
  row.latency.failed.record(20, failures);
  rowFor(slice.rows, {"transaction", "Action"}, false).latency.passed.record(900, requests);
  return slice;
}

std::uint64_t requestsOf(const RunStatistics& run) {
  std::uint64_t sum = 0;
  for (const auto& point : run.timeline()) sum += point.latency.count();
  return sum;
}

TEST(RunStatisticsTest, RecentIsWhatCameSinceTheLastCall) {
  RunStatistics run;
  run.add(0, sliceOf(3));
  run.add(1, sliceOf(4, 1));
  EXPECT_EQ(totalOf(run.takeRecent()).requests(), 7U);
  EXPECT_TRUE(run.takeRecent().empty());
  run.add(2, sliceOf(5));
  EXPECT_EQ(totalOf(run.takeRecent()).requests(), 5U);
  EXPECT_EQ(totalOf(run.total()).requests(), 12U);
  EXPECT_EQ(totalOf(run.total()).failures(), 1U);
}

TEST(RunStatisticsTest, TimelineHasOnePointASecondAndEmptyOnesInGaps) {
  RunStatistics run;
  run.add(3, sliceOf(4, 2));
  run.add(0, sliceOf(1));
  run.add(3, sliceOf(6));
  ASSERT_EQ(run.timeline().size(), 4U);
  EXPECT_EQ(run.timeline()[0].latency.count(), 1U);
  EXPECT_EQ(run.timeline()[1].latency.count(), 0U);
  EXPECT_EQ(run.timeline()[3].latency.count(), 10U);
  EXPECT_EQ(run.timeline()[3].latency.failed.count(), 2U);
  EXPECT_EQ(run.timeline()[3].first_second, 3U);
  EXPECT_EQ(run.timeline()[3].latency.all().max(), 100U) << "transactions are not part of it";
}

TEST(RunStatisticsTest, ALongRunKeepsABoundedTimelineAndEveryRequest) {
  RunStatistics run;
  const std::uint32_t seconds = 10'000;
  for (std::uint32_t second = 0; second < seconds; ++second) {
    run.add(second, sliceOf(second % 3 + 1));
    ASSERT_LE(run.timeline().size(), RunStatistics::kMaxTimeline);
  }
  EXPECT_EQ(requestsOf(run), totalOf(run.total()).requests());
  std::uint32_t expected = 0;
  for (const auto& point : run.timeline()) {
    ASSERT_EQ(point.first_second, expected);
    expected += point.seconds;
  }
  EXPECT_GE(expected, seconds);
}

TEST(RunStatisticsTest, ALateSliceOfAnEarlySecondGoesWhereItBelongs) {
  RunStatistics run;
  run.add(5'000, sliceOf(1));
  run.add(9, sliceOf(2));
  const auto& first = run.timeline().front();
  ASSERT_EQ(first.seconds, 8U);
  EXPECT_EQ(run.timeline()[1].latency.count(), 2U);
}

TEST(RunStatisticsTest, AnAbsurdSecondDoesNotTakeMemory) {
  RunStatistics run;
  run.add(UINT32_MAX, sliceOf(1));
  run.add(0, sliceOf(2));
  EXPECT_LE(run.timeline().size(), RunStatistics::kMaxTimeline);
  EXPECT_EQ(requestsOf(run), 3U);
}

}  // namespace
}  // namespace hrp::stats
