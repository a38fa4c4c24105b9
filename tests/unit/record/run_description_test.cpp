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
  EXPECT_EQ(behind.error().message, "the run is 9.4s long");
}

TEST_F(RunDescriptionTest, AWindowHasASecondOfTheRunAtLeast) {
  for (std::uint32_t second = 0; second < 5; ++second) add(second, slice(kHome, 2));
  end(std::chrono::milliseconds(4'000));
  const auto drained = described({4, 10});
  ASSERT_FALSE(drained);
  EXPECT_EQ(drained.error().message, "the run is 4s long") << "what came later is no second of it";
  EXPECT_EQ(described({3, 10})->run.elapsed, std::chrono::seconds(1));
  EXPECT_EQ(described({3, 10})->run.total.iterations, 4U);
  end(std::chrono::milliseconds(300));
  EXPECT_TRUE(described()) << "a whole run may be short";
}

TEST_F(RunDescriptionTest, AWindowHasItsOwnMostUsers) {
  for (std::uint32_t second = 0; second < 4; ++second) {
    bytes_ += writer_.moment(second, {.users = second < 2 ? 9 : 5});
  }
  stats::Snapshot whole;
  whole.elapsed = std::chrono::seconds(4);
  whole.users_peak = 11;
  bytes_ += writer_.end(whole);
  EXPECT_EQ(described()->run.users_peak, 11);
  EXPECT_EQ(described({2, 4})->run.users_peak, 5);
}

TEST_F(RunDescriptionTest, WithoutAnEndItIsSeenAtItsLastSecond) {
  const base::WallTime start{std::chrono::hours(400'000)};
  RunOrigin origin{.started_at = start};
  origin.thresholds.resize(1);
  origin.thresholds[0].text = "p95 < 1s";
  origin.thresholds[0].metric = "p95";
  origin.thresholds[0].why = "no data";
  bytes_ = writer_.begin(origin);
  add(2, slice(kHome, 1));
  const auto made = described();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->run.at, start + std::chrono::seconds(3));
  ASSERT_EQ(made->run.thresholds.size(), 1U);
  EXPECT_EQ(made->run.thresholds[0].text, "p95 < 1s");
  EXPECT_EQ(made->run.thresholds[0].verdict, stats::Verdict::kUnclear);
  EXPECT_EQ(made->run.thresholds[0].why, "the run did not end");
  end(std::chrono::milliseconds(3'000));
  EXPECT_TRUE(described()->run.thresholds.empty()) << "those of the end count";
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
