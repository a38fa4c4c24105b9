#include "outputs/run_figures.hpp"

#include <gtest/gtest.h>

#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

TEST(RunFiguresTest, ErrorsComeMostFrequentFirst) {
  stats::Slice slice;
  stats::Row& a = addRequests(slice, {"request-GET", "a"}, {1});
  stats::countError(a, base::ErrorKind::kDns, "rare", 1);
  stats::countError(a, base::ErrorKind::kReset, "often", 9);
  stats::countError(addRequests(slice, {"request-GET", "b"}, {1}), base::ErrorKind::kTls, "mid", 5);
  const auto errors = errorsByCount(slice);
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_EQ(errors[0].error->message, "often");
  EXPECT_EQ(errors[1].row->name, "b");
  EXPECT_EQ(errors[2].count, 1U);
}

TEST(RunFiguresTest, WorkersThatAreGoneTookPart) {
  stats::Snapshot snapshot = sampleMaster();
  EXPECT_EQ(missingWorkers(snapshot), std::vector<std::string>{"vm_lost"});
  EXPECT_EQ(availableWorkers(snapshot), 1U);
  EXPECT_EQ(workersOfTheRun(snapshot), 2U);
  snapshot.departed.push_back({.id = "vm_left", .how = stats::Departure::kLeft, .complete = true});
  EXPECT_EQ(workersOfTheRun(snapshot), 3U);
}

TEST(RunFiguresTest, MeanContentIsPerRequest) {
  stats::Slice slice;
  EXPECT_EQ(meanContentBytes(addRequests(slice, {"t", "n"}, {1, 2, 3})), 42);
  EXPECT_EQ(meanContentBytes(stats::Row()), 0);
}

TEST(RunFiguresTest, ServiceTimesMeanAPacer) {
  stats::Slice slice = sampleInterval();
  EXPECT_FALSE(isPaced(slice));
  slice.rows.begin()->second.service_time.passed.record(5);
  EXPECT_TRUE(isPaced(slice));
}

}  // namespace
}  // namespace hrp::outputs
