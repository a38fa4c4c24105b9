#include "hrp/outputs/case_report.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"
#include "unit/outputs/case_fixture.hpp"

namespace hrp::outputs {
namespace {

void report(CaseReport& report) {
  const stats::CaseRecord record = loginCase();
  report.onCaseStarted(record);
  for (const stats::StepRecord& step : record.steps) report.onStepEnded(record, step);
  report.onCaseEnded(record);
  report.onRunEnded(false);
}

TEST(CaseReportTest, WritesBothFilesIntoNewFolders) {
  const testing::TempFolder folder;
  CaseReport both(
      {folder.file("results/1/summary.json"), folder.file("results/1/report.html"), "1.2.3"});
  ASSERT_TRUE(both.open().has_value());
  EXPECT_FALSE(base::readFile(folder.file("results/1/summary.json")).has_value());
  report(both);
  EXPECT_FALSE(both.error().has_value());
  const auto summary = base::readFile(folder.file("results/1/summary.json"));
  ASSERT_TRUE(summary.has_value());
  EXPECT_NE(summary->find("\"httprunner_version\": \"1.2.3\""), std::string::npos);
  EXPECT_NE(summary->find("\"platform\": \"linux-"), std::string::npos);
  EXPECT_NE(summary->find("get token"), std::string::npos);
  const auto page = base::readFile(folder.file("results/1/report.html"));
  ASSERT_TRUE(page.has_value());
  EXPECT_NE(page->find("get token"), std::string::npos);
}

TEST(CaseReportTest, WritesOnlyWhatWasAskedFor) {
  const testing::TempFolder folder;
  CaseReport only({folder.file("summary.json"), {}, "1"});
  report(only);
  EXPECT_TRUE(base::readFile(folder.file("summary.json")).has_value());
  EXPECT_FALSE(base::readFile(folder.file("report.html")).has_value());
}

TEST(CaseReportTest, AFileThatCanNotBeWrittenIsNamed) {
  const testing::TempFolder folder;
  const std::string file = folder.write("plain", "x");
  CaseReport refused({file + "/below/summary.json", {}, "1"});
  report(refused);
  ASSERT_TRUE(refused.error().has_value());
  EXPECT_NE(refused.error()->message.find(file), std::string::npos) << refused.error()->message;
}

}  // namespace
}  // namespace hrp::outputs
