#include "cluster/master/count_watch.hpp"

#include <gtest/gtest.h>

namespace hrp::cluster {
namespace {

using std::chrono::seconds;

std::vector<ReportPart> part(std::uint32_t second, std::uint64_t requests, std::size_t rows = 1) {
  ReportPart made{second, {}};
  for (std::size_t i = 0; i < rows; ++i) {
    auto& row = stats::rowFor(made.slice.rows, {"request-GET", std::to_string(i)}, true);
    if (i == 0) row.latency.passed.record(1000, requests);
  }
  return {made};
}

TEST(CountWatchTest, KnowsWhenItWasCountedLast) {
  CountWatch watch;
  watch.begin(base::TimePoint(seconds(5)));
  EXPECT_EQ(watch.at(), base::TimePoint(seconds(5)));
  EXPECT_EQ(watch.requestsPerSecond(), 0);
  watch.counted(base::TimePoint(seconds(7)), part(0, 10, 4));
  EXPECT_EQ(watch.at(), base::TimePoint(seconds(7)));
  EXPECT_EQ(watch.rows(), 4U);
}

TEST(CountWatchTest, ASecondThatIsNotOverDoesNotHideTheOneBefore) {
  CountWatch watch;
  for (int i = 0; i < 5; ++i) watch.counted({}, part(3, 20));
  EXPECT_EQ(watch.requestsPerSecond(), 100);
  watch.counted({}, part(4, 20));
  EXPECT_EQ(watch.requestsPerSecond(), 100);
  watch.counted({}, part(3, 5));  // one that was late
  EXPECT_EQ(watch.requestsPerSecond(), 105);
  for (int i = 0; i < 5; ++i) watch.counted({}, part(5, 1));
  EXPECT_EQ(watch.requestsPerSecond(), 20);
}

TEST(CountWatchTest, SecondsWithoutReportsAreNotBusy) {
  CountWatch watch;
  watch.counted({}, part(3, 500));
  watch.counted({}, part(9, 2));
  EXPECT_EQ(watch.requestsPerSecond(), 2);
}

TEST(CountWatchTest, ABurstOfOldReportsIsNoRate) {
  CountWatch watch;
  for (std::uint32_t second = 0; second < 15; ++second) watch.counted({}, part(second, 100));
  EXPECT_EQ(watch.requestsPerSecond(), 100);
}

}  // namespace
}  // namespace hrp::cluster
