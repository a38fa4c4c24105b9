#include "hrp/record/run_description.hpp"

#include <gtest/gtest.h>

#include "hrp/record/run_file_writer.hpp"
#include "support/temp_folder.hpp"

namespace hrp::record {
namespace {

const stats::RowKey kHome{"request-GET", "/"};
const stats::RowKey kCart{"request-GET", "/cart"};
const stats::RowKey kAction{"transaction", "Action"};

stats::Slice slice(const stats::RowKey& key, std::uint64_t passed, std::uint64_t us = 1'000) {
  stats::Slice made;
  auto& row = stats::rowFor(made.rows, key, key != kAction);
  row.latency.passed.record(us, passed);
  made.iterations = passed;
  return made;
}

stats::Slice failed(const stats::RowKey& key, const std::string& message) {
  stats::Slice made;
  auto& row = stats::rowFor(made.rows, key, true);
  row.latency.failed.record(500);
  stats::countError(row, base::ErrorKind::kCheck, message, 1);
  return made;
}

class RunDescriptionTest : public ::testing::Test {
 protected:
  RunDescriptionTest() {
    bytes_ = writer_.begin({.role = stats::Role::kMaster, .command = "hrp boom"});
  }
  void add(std::uint32_t second, const stats::Slice& slice) {
    bytes_ += writer_.figures(second, slice);
  }
  void end(std::chrono::milliseconds elapsed) {
    stats::Snapshot end;
    end.reason = stats::EndReason::kRunTime;
    end.state = base::RunState::kStopped;
    end.elapsed = elapsed;
    bytes_ += writer_.end(end);
  }
  base::Result<RunDescription> described(Window window = {}) {
    temp_.write("run.hrp", bytes_);
    return describe(**RunFile::open(temp_.file("run.hrp")), window);
  }

  const testing::TempFolder temp_;
  RunFileWriter writer_;
  std::string bytes_;
};

TEST_F(RunDescriptionTest, TheLongestRunHasAsFewPointsAsAny) {
  add(0, slice(kHome, 3));
  add(kMostSeconds - 1, slice(kHome, 2));
  const auto run = described();
  ASSERT_TRUE(run) << run.error().message;
  EXPECT_LE(run->axis.points, kMaxPoints);
  EXPECT_EQ(run->points.front().requests, 3U);
  EXPECT_EQ(run->points.back().requests, 2U);
}

TEST_F(RunDescriptionTest, AddsUpARun) {
  add(0, slice(kHome, 3));
  add(0, slice(kAction, 1, 9'000));
  add(2, slice(kCart, 2, 4'000));
  add(0, slice(kHome, 1, 2'000));  // late
  end(std::chrono::milliseconds(2'500));
  const auto made = described();
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->is_whole);
  EXPECT_EQ(made->run.reason, stats::EndReason::kRunTime);
  EXPECT_EQ(made->run.elapsed, std::chrono::milliseconds(2'500));
  EXPECT_EQ(made->run.total.iterations, 7U);
  EXPECT_EQ(made->run.total.rows.at(kHome).requests(), 4U);
  EXPECT_FALSE(made->run.total.rows.at(kAction).in_total);
  ASSERT_EQ(made->points.size(), 3U);
  EXPECT_EQ(made->points[0].requests, 4U) << "transactions are in no total";
  EXPECT_EQ(made->points[1].requests, 0U);
  EXPECT_EQ(made->points[2].p99_us, 4'000U);
  EXPECT_EQ(made->row_points.at(kHome)[0].requests, 4U);
  EXPECT_EQ(made->row_points.at(kAction)[0].p50_us, 9'000U);
  EXPECT_EQ(made->heat[0].count(), 4U);
  EXPECT_EQ(made->total_points[2].requests, 2U);
}

TEST_F(RunDescriptionTest, AWindowHasItsOwnFiguresAndLength) {
  for (std::uint32_t second = 0; second < 10; ++second) add(second, slice(kHome, second + 1));
  end(std::chrono::milliseconds(9'400));
  const auto middle = described({2, 5});
  ASSERT_TRUE(middle);
  EXPECT_FALSE(middle->is_whole);
  EXPECT_EQ(middle->run.total.iterations, 3U + 4 + 5);
  EXPECT_EQ(middle->run.elapsed, std::chrono::seconds(3));
  EXPECT_EQ(middle->axis.from_s, 2U);
  ASSERT_EQ(middle->points.size(), 3U);
  EXPECT_EQ(middle->points[0].requests, 3U);
  EXPECT_EQ(described({8, 100})->run.elapsed, std::chrono::milliseconds(1'400));
  const auto behind = described({10, 12});
  ASSERT_FALSE(behind);
  EXPECT_EQ(behind.error().message, "the run is 10 s long");
}

TEST_F(RunDescriptionTest, WithoutAnEndTheRunGoesOn) {
  add(0, slice(kHome, 1));
  FleetMoment moment{.users = 7};
  moment.workers.resize(2);
  bytes_ += writer_.moment(3, moment);
  const auto made = described();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->run.state, base::RunState::kRunning);
  EXPECT_EQ(made->run.elapsed, std::chrono::seconds(4));
  EXPECT_EQ(made->points[3].users, 7);
  EXPECT_EQ(made->points[3].workers, 2);
  EXPECT_FALSE(made->points[1].users);
  EXPECT_EQ(made->run.workers.size(), 2U);
}

TEST_F(RunDescriptionTest, ARunWithoutASecondIsEmpty) {
  const auto made = described();
  ASSERT_TRUE(made);
  EXPECT_TRUE(made->points.empty());
  EXPECT_TRUE(made->run.total.empty());
}

TEST_F(RunDescriptionTest, SaysFromWhenToWhenAnErrorCame) {
  add(1, failed(kHome, "not 200"));
  add(4, failed(kHome, "not 200"));
  add(2, failed(kCart, "not 200"));
  const auto made = described();
  const ErrorSpan span = made->error_spans.at(kHome).at({base::ErrorKind::kCheck, "not 200"});
  EXPECT_EQ(span.first_s, 1U);
  EXPECT_EQ(span.last_s, 4U);
  EXPECT_EQ(made->points[4].failures, 1U);
}

TEST_F(RunDescriptionTest, ALongRunHasWiderPoints) {
  for (std::uint32_t second = 0; second < 9'000; second += 100) add(second, slice(kHome, 2));
  const auto made = described();
  EXPECT_EQ(made->axis.step_s, 3U);
  EXPECT_EQ(made->axis.points, 2'967U);
  EXPECT_LE(made->row_axis.points, kMostPointsOfARow);
  EXPECT_EQ(made->row_axis.step_s % made->axis.step_s, 0U);
  EXPECT_LE(made->heat_axis.points, kMaxHeatColumns);
  std::uint64_t sum = 0;
  for (const Point& point : made->points) sum += point.requests;
  std::uint64_t row_sum = 0;
  for (const RowPoint& point : made->row_points.at(kHome)) row_sum += point.requests;
  std::uint64_t heat_sum = 0;
  for (const auto& column : made->heat) heat_sum += column.count();
  EXPECT_EQ(sum, 180U);
  EXPECT_EQ(row_sum, 180U);
  EXPECT_EQ(heat_sum, 180U);
}

}  // namespace
}  // namespace hrp::record
