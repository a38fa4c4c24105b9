#include "cli/run/case_outputs.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

stats::CaseRecord oneStep(CaseOutputs& outputs) {
  stats::CaseRecord record;
  record.name = "shop";
  record.file = "/w/shop.yaml";
  outputs.onCaseStarted(record);
  stats::StepRecord step;
  step.name = "get token";
  step.type = "request";
  record.steps.push_back(step);
  outputs.onStepEnded(record, step);
  outputs.onCaseEnded(record);
  return record;
}

TEST(CaseOutputsTest, TheTraceIsThereAsTheStepEnds) {
  std::ostringstream out;
  CaseOutputs outputs(out, {});
  oneStep(outputs);
  EXPECT_NE(out.str().find("get token"), std::string::npos) << out.str();
  EXPECT_TRUE(outputs.finish(true));
  EXPECT_NE(out.str().find("shop.yaml"), std::string::npos) << out.str();
}

TEST(CaseOutputsTest, WritesTheFilesThatAreAskedFor) {
  const testing::TempFolder folder;
  std::ostringstream out;
  CaseOutputsOptions options;
  options.report.summary_file = folder.file("results/1/summary.json");
  CaseOutputs outputs(out, options);
  ASSERT_TRUE(outputs.open());
  oneStep(outputs);
  const auto written = outputs.finish(true);
  ASSERT_TRUE(written) << written.error().message;
  const auto summary = base::readFile(options.report.summary_file);
  ASSERT_TRUE(summary) << summary.error().message;
  EXPECT_NE(summary->find("get token"), std::string::npos);
}

TEST(CaseOutputsTest, AFileThatCannotBeWrittenIsAnError) {
  const testing::TempFolder folder;
  folder.write("results", "a file where the folder should be");
  std::ostringstream out;
  CaseOutputsOptions options;
  options.report.html_file = folder.file("results/1/report.html");
  CaseOutputs outputs(out, options);
  const auto opened = outputs.open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().message.find("results"), std::string::npos);
  oneStep(outputs);
  EXPECT_FALSE(outputs.finish(true)) << "and it is one at the end";
}

TEST(CaseOutputsTest, TheFolderIsNamedByTheTime) {
  const base::SystemClock clock{};
  EXPECT_TRUE(std::regex_match(resultsFolder(clock.wallNow()), std::regex("results/20\\d{12}")));
  EXPECT_NE(resultsFolder(clock.wallNow()),
            resultsFolder(clock.wallNow() + std::chrono::seconds(90)));
}

TEST(CaseOutputsTest, ThresholdsAreShownAndInTheSummary) {
  const testing::TempFolder folder;
  std::ostringstream out;
  CaseOutputsOptions options;
  options.report.summary_file = folder.file("s.json");
  CaseOutputs outputs(out, options);
  ASSERT_TRUE(outputs.open());
  oneStep(outputs);
  stats::ThresholdFigure figure;
  figure.text = "max < 1s";
  EXPECT_TRUE(outputs.finish(true, {figure}));
  EXPECT_NE(out.str().find("Thresholds: 1 of 1 not met"), std::string::npos) << out.str();
  const std::string file = base::readFile(folder.file("s.json")).value();
  EXPECT_NE(file.find("\"threshold\": \"max < 1s\""), std::string::npos) << file;
}

}  // namespace
}  // namespace hrp::cli
