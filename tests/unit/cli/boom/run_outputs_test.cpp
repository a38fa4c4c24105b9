#include "cli/boom/run_outputs.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

class RunOutputsTest : public ::testing::Test {
 protected:
  RunOutputsTest() { snapshot_.total.rows[{"request-GET", "hello"}].latency.passed.record(700); }
  nlohmann::json summary() { return nlohmann::json::parse(base::readFile(file_).value()); }
  std::string shown(const RunOutputsOptions& options, const runner::RunProfile& profile) {
    ::testing::internal::CaptureStdout();
    RunOutputs outputs(clock_, options);
    outputs.runStarted(profile, snapshot_);
    outputs.interval(snapshot_);
    outputs.runEnded(snapshot_);
    return ::testing::internal::GetCapturedStdout();
  }
  const testing::TempFolder folder_;
  const std::string file_ = folder_.file("summary.json");
  const base::SystemClock clock_{};
  stats::Snapshot snapshot_;
};

TEST_F(RunOutputsTest, ShowsTheRunAndWritesItsSummary) {
  snapshot_.reason = stats::EndReason::kStop;
  EXPECT_NE(shown({.results = {.summary_json = file_}}, {}).find("hello"), std::string::npos);
  EXPECT_EQ(summary()["reason"], "stop");
  EXPECT_EQ(summary()["total"]["requests"], 1);
}

TEST_F(RunOutputsTest, StaysSilentWhenAskedTo) {
  runner::RunProfile profile;
  profile.disable_console_output = true;
  EXPECT_EQ(shown({}, profile), "");
  EXPECT_EQ(shown({.console = false}, {}), "");
}

TEST_F(RunOutputsTest, ASummaryThatCannotBeWrittenIsTheExitCode) {
  folder_.write("gone/later", "");
  RunOutputs outputs(clock_,
                     {.console = false, .results = {.summary_json = folder_.file("gone/s.json")}});
  std::filesystem::remove_all(folder_.file("gone"));
  outputs.runStarted({}, snapshot_);
  EXPECT_EQ(outputs.exitCode(base::ExitCode::kOk), base::ExitCode::kOk);
  outputs.runEnded(snapshot_);
  EXPECT_EQ(outputs.exitCode(base::ExitCode::kOk), base::ExitCode::kOutputLost);
  EXPECT_EQ(outputs.exitCode(base::ExitCode::kFailure), base::ExitCode::kFailure)
      << "what failed before says more";
}

TEST_F(RunOutputsTest, ADashGivesStandardOutputToTheSummary) {
  const std::string text = shown({.results = {.summary_json = "-"}}, {});
  EXPECT_EQ(nlohmann::json::parse(text)["total"]["requests"], 1) << text;
}

TEST_F(RunOutputsTest, TellsWhatBecameOfPushedMetrics) {
  runner::RunProfile profile;
  profile.prometheus_gateway = "127.0.0.1:1";
  const std::string text = shown({.results = {.summary_json = file_}}, profile);
  EXPECT_NE(text.find("pushes were lost, the last figures too: "), std::string::npos) << text;
  EXPECT_EQ(summary()["metrics"]["gateway"], "http://127.0.0.1:1");
  EXPECT_EQ(summary()["metrics"]["last_arrived"], false);
  EXPECT_GT(summary()["metrics"]["lost"], 0);
}

TEST_F(RunOutputsTest, WritesASummaryWhenNoRunBegan) {
  RunOutputs outputs(clock_, {.results = {.summary_json = file_}});
  outputs.finish({}, stats::EndReason::kNoWorkers, "expected 2 workers, 1 came");
  EXPECT_EQ(summary()["reason"], "no-workers");
  EXPECT_EQ(summary()["reason_text"], "expected 2 workers, 1 came");
}

TEST_F(RunOutputsTest, AFolderIsOfOneRun) {
  ResultFiles files{.folder = folder_.file("r")};
  ASSERT_TRUE(fillFolder(files));
  folder_.write("r/junit.xml", "old");
  folder_.write("r/run.hrp", "old");
  {
    RunOutputs outputs(clock_, {.console = false, .results = files});
    outputs.runStarted({}, snapshot_);
    EXPECT_FALSE(std::filesystem::exists(files.junit)) << "the process may be killed from here on";
    EXPECT_TRUE(std::filesystem::exists(files.run_file)) << "of the recorder";
    outputs.runEnded(snapshot_);
    EXPECT_TRUE(std::filesystem::exists(files.junit));
  }
  RunOutputs outputs(clock_, {.console = false, .results = files});
  outputs.finish({}, stats::EndReason::kError, "no such testcase");
  EXPECT_FALSE(std::filesystem::exists(files.run_file));
  const std::string junit = base::readFile(files.junit).value();
  EXPECT_NE(junit.find("no such testcase"), std::string::npos) << junit;
  EXPECT_EQ(junit.find("1970-"), std::string::npos) << junit;
}

TEST_F(RunOutputsTest, TheSummaryOfARunIsNotReplacedAtTheEnd) {
  snapshot_.reason = stats::EndReason::kRunTime;
  RunOutputs outputs(clock_, {.console = false, .results = {.summary_json = file_}});
  outputs.runStarted({}, snapshot_);
  outputs.runEnded(snapshot_);
  outputs.finish({}, stats::EndReason::kQuit, "");
  EXPECT_EQ(summary()["reason"], "run-time");
}

TEST_F(RunOutputsTest, TheWorstVerdictOfItsRunsIsTheExitCode) {
  RunOutputs outputs(clock_, {.console = false});
  const auto ends = [&](stats::Verdict verdict, bool ended_run) {
    stats::ThresholdFigure& figure = snapshot_.thresholds.emplace_back();
    figure.verdict = verdict;
    figure.ended_run = ended_run;
    outputs.runStarted({}, snapshot_);
    outputs.runEnded(snapshot_);
    snapshot_.thresholds.clear();
    return outputs.exitCode(base::ExitCode::kOk);
  };
  EXPECT_EQ(ends(stats::Verdict::kMet, false), base::ExitCode::kOk);
  EXPECT_EQ(ends(stats::Verdict::kUnclear, false), base::ExitCode::kThresholdUnclear);
  EXPECT_EQ(ends(stats::Verdict::kNotMet, false), base::ExitCode::kThresholdNotMet);
  // Figures that came late made it right after all, the run before keeps its own.
  outputs.runAmended(snapshot_);
  EXPECT_EQ(outputs.exitCode(base::ExitCode::kOk), base::ExitCode::kThresholdUnclear);
  EXPECT_EQ(ends(stats::Verdict::kNotMet, true), base::ExitCode::kThresholdStopped);
  EXPECT_EQ(ends(stats::Verdict::kMet, false), base::ExitCode::kThresholdStopped);
  EXPECT_EQ(outputs.exitCode(base::ExitCode::kIncomplete), base::ExitCode::kIncomplete);
}

TEST_F(RunOutputsTest, ThresholdsOfARunThatNeverBeganAreNotMet) {
  RunOutputs outputs(clock_, {.console = false, .judged = true});
  outputs.finish({}, stats::EndReason::kSignal, "SIGINT");
  EXPECT_EQ(outputs.exitCode(base::ExitCode::kOk), base::ExitCode::kThresholdNotMet);
}

}  // namespace
}  // namespace hrp::cli
