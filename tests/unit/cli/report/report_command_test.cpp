#include "cli/report/report_command.hpp"

#include <gtest/gtest.h>

#include <sstream>

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
    temp_.write("run.hrp", bytes + writer.end(end));
  }
  ExitCode report(const std::string& from = "", const std::string& to = "") {
    std::ostringstream out;
    const ExitCode code = runReport({temp_.file("run.hrp"), from, to}, out);
    text_ = out.str();
    return code;
  }

  const testing::TempFolder temp_;
  std::string text_;
};

TEST_F(ReportCommandTest, ShowsTheTablesOfTheRun) {
  EXPECT_EQ(report(), ExitCode::kOk);
  EXPECT_NE(text_.find("Duration: 10.000s"), std::string::npos) << text_;
  EXPECT_NE(text_.find("|         55 |"), std::string::npos) << text_;
  EXPECT_NE(text_.find("Ended by: run-time"), std::string::npos) << text_;
}

TEST_F(ReportCommandTest, ShowsAWindow) {
  EXPECT_EQ(report("2s", "4"), ExitCode::kOk);
  EXPECT_NE(text_.find("Duration: 2.000s"), std::string::npos) << text_;
  EXPECT_NE(text_.find("|          7 |"), std::string::npos) << text_;
}

TEST_F(ReportCommandTest, RefusesWhatItCannotShow) {
  EXPECT_EQ(report("soon"), ExitCode::kUsage);
  EXPECT_EQ(report("4", "2"), ExitCode::kUsage);
  EXPECT_EQ(report("1h"), ExitCode::kBadTestcase);
  temp_.write("run.hrp", "{}");
  EXPECT_EQ(report(), ExitCode::kBadTestcase);
  std::ostringstream out;
  EXPECT_EQ(runReport({temp_.file("missing"), "", ""}, out), ExitCode::kBadFile);
}

}  // namespace
}  // namespace hrp::cli
