#include "cli/report/report_command.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "hrp/base/files/file.hpp"
#include "hrp/record/run_file_writer.hpp"
#include "support/temp_folder.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;

class ReportCommandTest : public ::testing::Test {
 protected:
  ReportCommandTest() {
    record::RunFileWriter writer;
    std::string bytes = writer.begin({});
    for (std::uint32_t second = 0; second < 10; ++second) {
      stats::Slice slice;
      auto& row = stats::rowFor(slice.rows, {"request-GET", "hello"}, true);
      row.latency.passed.record(1'000 * (second + 1), second + 1);
      bytes += writer.figures(second, slice);
    }
    stats::Snapshot end;
    end.elapsed = std::chrono::seconds(10);
    end.reason = stats::EndReason::kRunTime;
    end.thresholds.resize(1);
    temp_.write("run.hrp", bytes + writer.end(end));
  }
  ExitCode report(const std::string& from = "", const std::string& to = "") {
    options_.file = temp_.file("run.hrp");
    options_.from = from;
    options_.to = to;
    std::ostringstream out;
    const ExitCode code = runReport(options_, out);
    text_ = out.str();
    return code;
  }

  ReportOptions options_;

  const testing::TempFolder temp_;
  std::string text_;
};

TEST_F(ReportCommandTest, ShowsTheTablesOfTheRun) {
  EXPECT_EQ(report(), ExitCode::kOk);
  EXPECT_NE(text_.find("Duration: 10.000s"), std::string::npos) << text_;
  EXPECT_NE(text_.find("|         55 |"), std::string::npos) << text_;
  EXPECT_NE(text_.find("Ended by: run-time"), std::string::npos) << text_;
  EXPECT_NE(text_.find("Thresholds: 1 of 1 not met"), std::string::npos) << text_;
}

TEST_F(ReportCommandTest, ShowsAWindow) {
  EXPECT_EQ(report("2s", "4"), ExitCode::kOk);
  EXPECT_NE(text_.find("Duration: 2.000s"), std::string::npos) << text_;
  EXPECT_NE(text_.find("|          7 |"), std::string::npos) << text_;
  EXPECT_NE(text_.find("Thresholds of the whole run: 1 of 1 not met"), std::string::npos) << text_;
  EXPECT_NE(text_.find("The whole run was ended by: run-time"), std::string::npos) << text_;
}

TEST_F(ReportCommandTest, GivesTheDocumentOfTheRun) {
  options_.json = true;
  EXPECT_EQ(report("2", "4"), ExitCode::kOk);
  const auto doc = nlohmann::json::parse(text_);
  EXPECT_EQ(doc["total"]["requests"], 7);
  EXPECT_EQ(doc["axis"]["from_s"], 2);
  EXPECT_EQ(doc["window"], nlohmann::json::parse("[2, 4]"));
}

TEST_F(ReportCommandTest, WritesTheTablesOfAWindow) {
  options_.csv_prefix = temp_.file("part");
  EXPECT_EQ(report("2", "4"), ExitCode::kOk);
  EXPECT_EQ(text_, "");
  const std::string history = base::readFile(temp_.file("part_stats_history.csv")).value();
  EXPECT_EQ(std::ranges::count(history, '\n'), 3) << history;
  EXPECT_NE(history.find("3,0,,Aggregated,3,0,"), std::string::npos) << history;
  const std::string stats = base::readFile(temp_.file("part_stats.csv")).value();
  EXPECT_NE(stats.find("GET,hello,7,0,"), std::string::npos) << stats;
  options_.csv_prefix = temp_.file("no/part");
  EXPECT_EQ(report(), ExitCode::kUsage);
}

TEST_F(ReportCommandTest, WritesThePage) {
  options_.html = temp_.file("report.html");
  EXPECT_EQ(report(), ExitCode::kOk);
  EXPECT_EQ(text_, "");
  const std::string page = base::readFile(options_.html).value();
  EXPECT_TRUE(page.starts_with("<!doctype html>") || page.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(page.find("request-GET"), std::string::npos);
}

TEST_F(ReportCommandTest, LeavesWhatItReads) {
  const std::string before = base::readFile(temp_.file("run.hrp")).value();
  options_.html = temp_.file("run.hrp");
  EXPECT_EQ(report(), ExitCode::kUsage);
  options_.html = temp_.file("./run.hrp");
  EXPECT_EQ(report(), ExitCode::kUsage);
  options_.html.clear();
  std::filesystem::create_symlink("run.hrp", temp_.file("z_stats.csv"));
  options_.csv_prefix = temp_.file("z");
  EXPECT_EQ(report(), ExitCode::kUsage);
  EXPECT_EQ(base::readFile(temp_.file("run.hrp")).value(), before);
  EXPECT_FALSE(std::filesystem::exists(temp_.file("z_failures.csv")));
}

TEST_F(ReportCommandTest, GivesStandardOutputOneDocument) {
  options_.json = true;
  options_.html = "-";
  EXPECT_EQ(report(), ExitCode::kUsage);
  options_.html.clear();
  options_.json = false;
  options_.csv_prefix = "-";
  EXPECT_EQ(report(), ExitCode::kUsage);
  EXPECT_EQ(text_, "");
}

TEST_F(ReportCommandTest, RefusesWhatItCannotShow) {
  EXPECT_EQ(report("soon"), ExitCode::kUsage);
  EXPECT_EQ(report("4", "2"), ExitCode::kUsage);
  EXPECT_EQ(report("1h"), ExitCode::kUsage);
  EXPECT_EQ(report("1.5s"), ExitCode::kUsage);
  EXPECT_EQ(report("", "500ms"), ExitCode::kUsage);
  temp_.write("run.hrp", "{}");
  EXPECT_EQ(report(), ExitCode::kBadTestcase);
  options_.file = temp_.file("missing");
  std::ostringstream out;
  EXPECT_EQ(runReport(options_, out), ExitCode::kBadFile);
}

}  // namespace
}  // namespace hrp::cli
