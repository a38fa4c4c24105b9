#include "cli/run_outputs.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "hrp/base/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

class RunOutputsTest : public ::testing::Test {
 protected:
  RunOutputsTest() { snapshot_.total.rows[{"request-GET", "hello"}].latency.passed.record(700); }
  nlohmann::json summary() { return nlohmann::json::parse(base::readFile(file_).value()); }
  std::string shown(const RunOutputsOptions& options, const runner::RunProfile& profile) {
    ::testing::internal::CaptureStdout();
    RunOutputs outputs(options);
    outputs.runStarted(profile, snapshot_);
    outputs.interval(snapshot_);
    outputs.runEnded(snapshot_);
    return ::testing::internal::GetCapturedStdout();
  }
  const testing::TempFolder folder_;
  const std::string file_ = folder_.file("summary.json");
  stats::Snapshot snapshot_;
};

TEST_F(RunOutputsTest, ShowsTheRunAndWritesItsSummary) {
  snapshot_.reason = stats::EndReason::kStop;
  EXPECT_NE(shown({.summary_file = file_}, {}).find("hello"), std::string::npos);
  EXPECT_EQ(summary()["reason"], "stop");
  EXPECT_EQ(summary()["total"]["requests"], 1);
}

TEST_F(RunOutputsTest, StaysSilentWhenAskedTo) {
  runner::RunProfile profile;
  profile.disable_console_output = true;
  EXPECT_EQ(shown({}, profile), "");
  EXPECT_EQ(shown({.console = false}, {}), "");
}

TEST_F(RunOutputsTest, WritesASummaryWhenNoRunBegan) {
  RunOutputs outputs({.summary_file = file_});
  outputs.finish({}, stats::EndReason::kNoWorkers, "expected 2 workers, 1 came");
  EXPECT_EQ(summary()["reason"], "no-workers");
  EXPECT_EQ(summary()["reason_text"], "expected 2 workers, 1 came");
}

TEST_F(RunOutputsTest, TheSummaryOfARunIsNotReplacedAtTheEnd) {
  snapshot_.reason = stats::EndReason::kRunTime;
  RunOutputs outputs({.console = false, .summary_file = file_});
  outputs.runStarted({}, snapshot_);
  outputs.runEnded(snapshot_);
  outputs.finish({}, stats::EndReason::kQuit, "");
  EXPECT_EQ(summary()["reason"], "run-time");
}

}  // namespace
}  // namespace hrp::cli
