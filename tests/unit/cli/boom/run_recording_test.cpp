#include "cli/boom/run_recording.hpp"

#include <gtest/gtest.h>

#include "hrp/record/run_description.hpp"
#include "hrp/record/run_file_sink.hpp"
#include "support/fakes/fake_clock.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

TEST(RunRecording, WhatABoardIsToldIsInTheFile) {
  const testing::TempFolder temp;
  const hrp::testing::FakeClock clock{};
  std::vector<std::unique_ptr<record::RunSink>> sinks;
  sinks.push_back(std::make_unique<record::RunFileSink>(temp.file("run.hrp")));
  RunRecording recording(clock, "hrp boom a.yml", std::move(sinks));
  runner::RunBoard board(clock, stats::Role::kMaster);
  board.listen(recording);
  runner::RunProfile profile{.spawn_count = 7};
  profile.thresholds = judge::parseThresholds({"p95 < 1s"}, "").value();
  board.runStarted(profile);
  stats::Slice slice;
  stats::rowFor(slice.rows, {"request-GET", "/"}, true).latency.passed.record(10, 3);
  board.publish({base::RunState::kRunning, 5, 7, {}});
  board.add(0, slice);
  board.publish({base::RunState::kStopped, 0, 7, {}});
  board.runEnded(stats::EndReason::kStop, "enough");
  board.add(0, slice);
  board.runAmended("");
  recording.settle();
  EXPECT_FALSE(recording.failed());
  const auto run = record::describe(**record::RunFile::open(temp.file("run.hrp")));
  ASSERT_TRUE(run);
  EXPECT_EQ(run->origin.command, "hrp boom a.yml");
  EXPECT_EQ(run->origin.version, HRP_VERSION);
  EXPECT_EQ(run->origin.settings.at(0).second, "7");
  ASSERT_EQ(run->origin.thresholds.size(), 1U);
  EXPECT_EQ(run->origin.thresholds[0].metric, "p95");
  EXPECT_EQ(run->run.reason, stats::EndReason::kStop);
  EXPECT_EQ(run->run.total.rows.begin()->second.requests(), 6U);
  EXPECT_EQ(run->points.at(0).users, 5);
}

}  // namespace
}  // namespace hrp::cli
