#include "outputs/console/console_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "outputs/display_text.hpp"
#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The golden texts hold lines of tables, which may be as wide as they are.
// clang-format off
constexpr const char* kInterval =
    "Current time: 2026/11/23 03:33:07, Users: 50, State: running, Total RPS: 2.0, "
    "Total Average Response Time: 217.9ms, Total Fail Ratio: 16.7%\n"
    "Accumulated Transactions: 2 Passed, 2 Failed\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+"
    "------------+------------+\n"
    "|     TYPE     |   NAME    | # REQUESTS | # FAILS | MEDIAN | AVERAGE |  MIN  | MAX  |"
    " CONTENT SIZE | # REQS/SEC | # FAILS/SEC |  P50  | P90  | P95  | P99  |"
    " PASSED P50 | PASSED P95 |\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+"
    "------------+------------+\n"
    "| request-GET  | get hello |          4 |       0 |   0.42 |    1.60 |  0.42 | 5.13 |"
    "           42 |       2.00 |        0.00 |  0.42 | 5.13 | 5.13 | 5.13 |"
    "       0.42 |       5.13 |\n"
    "| request-POST | 下单      |          2 |       1 |  51.45 |   650.6 | 51.20 | 1250 |"
    "           42 |       1.00 |        0.50 | 51.45 | 1250 | 1250 | 1250 |"
    "      51.20 |      51.20 |\n"
    "| transaction  | Action    |          2 |       0 |  0.060 |   650.0 | 0.060 | 1300 |"
    "            0 |       1.00 |        0.00 | 0.060 | 1300 | 1300 | 1300 |"
    "      0.060 |       1300 |\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+"
    "------------+------------+\n";

constexpr const char* kMasterHead =
    "==================================== HttpRunner Master for Distributed Load Testing "
    "====================================\n"
    "Current time: 2026/11/23 03:33:07, State: running, Current Available Workers: 1, "
    "Target Users: 51, Current Users: 50\n"
    "+-------------------------------------+-----------+---------+---------------+"
    "---------------+------------------+\n"
    "|              WORKER ID              |    IP     |  STATE  | CURRENT USERS |"
    " CPU USAGE (%) | MEMORY USAGE (%) |\n"
    "+-------------------------------------+-----------+---------+---------------+"
    "---------------+------------------+\n"
    "| vm_b1ddbe7fa1fc40df8ff419e2ca2b2cff | 127.0.0.1 | running |            25 |"
    "         66.14 |             1.69 |\n"
    "| vm_lost                             | 127.0.0.1 | missing |            25 |"
    "         66.14 |             1.69 |\n"
    "+-------------------------------------+-----------+---------+---------------+"
    "---------------+------------------+\n";

constexpr const char* kSummary =
    "=========================================== Statistics Summary "
    "==========================================\n"
    "Current time: 2026/11/23 03:33:07, Users: 0, Duration: 6.000s, "
    "Accumulated Transactions: 2 Passed, 2 Failed\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+-------+"
    "------------+------------+\n"
    "|     TYPE     |   NAME    | # REQUESTS | # FAILS | MEDIAN | AVERAGE |  MIN  | MAX  |"
    " CONTENT SIZE | # REQS/SEC | # FAILS/SEC |  P50  | P90  | P95  | P99  | P99.9 |"
    " PASSED P50 | PASSED P95 |\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+-------+"
    "------------+------------+\n"
    "| request-GET  | get hello |          8 |       0 |   0.42 |    1.60 |  0.42 | 5.13 |"
    "           42 |       1.33 |        0.00 |  0.42 | 5.13 | 5.13 | 5.13 |  5.13 |"
    "       0.42 |       5.13 |\n"
    "| request-POST | 下单      |          4 |       2 |  51.45 |   650.6 | 51.20 | 1250 |"
    "           42 |       0.67 |        0.33 | 51.45 | 1250 | 1250 | 1250 |  1250 |"
    "      51.20 |      51.20 |\n"
    "| transaction  | Action    |          4 |       0 |  0.060 |   650.0 | 0.060 | 1300 |"
    "            0 |       0.67 |        0.00 | 0.060 | 1300 | 1300 | 1300 |  1300 |"
    "      0.060 |       1300 |\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+-------+"
    "------------+------------+\n"
    "|              | Total     |         12 |       2 |   0.42 |   217.9 |  0.42 | 1250 |"
    "           42 |       2.00 |        0.33 |  0.42 | 1250 | 1250 | 1250 |  1250 |"
    "       0.42 |      51.20 |\n"
    "+--------------+-----------+------------+---------+--------+---------+-------+------+"
    "--------------+------------+-------------+-------+------+------+------+-------+"
    "------------+------------+\n"
    "Times of those that passed, where others failed:\n"
    "+--------------+------+--------+---------+-------+-------+-------+-------+-------+-------+\n"
    "|     TYPE     | NAME | MEDIAN | AVERAGE |  MIN  |  MAX  |  P90  |  P95  |  P99  | P99.9 |\n"
    "+--------------+------+--------+---------+-------+-------+-------+-------+-------+-------+\n"
    "| request-POST | 下单 |  51.20 |   51.20 | 51.20 | 51.20 | 51.20 | 51.20 | 51.20 | 51.20 |\n"
    "+--------------+------+--------+---------+-------+-------+-------+-------+-------+-------+\n"
    "Errors:\n"
    "+--------------+------+---------+-------------------+-------+\n"
    "|     TYPE     | NAME |  KIND   |      MESSAGE      | COUNT |\n"
    "+--------------+------+---------+-------------------+-------+\n"
    "| request-POST | 下单 | timeout | no response in 1s |     2 |\n"
    "+--------------+------+---------+-------------------+-------+\n"
    "Status codes: 200 (10)\n"
    "Ended by: loop-count\n";
// clang-format on

TEST(ConsoleReportTest, IntervalInAPipe) {
  useUtc();
  EXPECT_EQ(joinLines(intervalReport(sampleSnapshot(), 0)), kInterval);
}

TEST(ConsoleReportTest, TheMasterShowsItsWorkersAndTheMergedFigures) {
  useUtc();
  std::string expected = kMasterHead;
  expected.append(kInterval);
  EXPECT_EQ(joinLines(intervalReport(sampleMaster(), 0)), expected);
}

TEST(ConsoleReportTest, SummaryInAPipe) {
  useUtc();
  EXPECT_EQ(joinLines(summaryReport(sampleEnd(), 0)), kSummary);
}

TEST(ConsoleReportTest, NothingIsWiderThanTheTerminal) {
  for (const std::size_t width : {20U, 40U, 79U, 100U, 200U}) {
    for (const auto& lines :
         {intervalReport(sampleMaster(), width), summaryReport(sampleEnd(), width)}) {
      for (const std::string& line : lines) EXPECT_LE(displayWidth(line), width) << line;
    }
  }
}

TEST(ConsoleReportTest, EightyColumnsKeepTheColumnsThatMatter) {
  const std::string text = joinLines(intervalReport(sampleSnapshot(), 80));
  for (const char* title : {"NAME", "# REQUESTS", "# FAILS", "MEDIAN", "# REQS/SEC", "P95"}) {
    EXPECT_THAT(text, HasSubstr(title));
  }
  EXPECT_THAT(text, Not(HasSubstr("CONTENT")));
}

TEST(ConsoleReportTest, RatesAreOverTheRealInterval) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.interval = std::chrono::milliseconds(500);
  EXPECT_THAT(joinLines(intervalReport(snapshot, 0)), HasSubstr("|       8.00 |"));
}

TEST(ConsoleReportTest, AnIntervalWithoutRequestsIsAnEmptyTable) {
  stats::Snapshot snapshot;
  const auto lines = intervalReport(snapshot, 0);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_THAT(lines[0], HasSubstr("Total RPS: 0.0, Total Average Response Time: 0ms"));
}

TEST(ConsoleReportTest, AnIntervalShowsTheBusiestRowsAndTheSummaryAll) {
  stats::Snapshot snapshot;
  for (std::size_t i = 0; i < kMaxIntervalRows + 3; ++i) {
    addRequests(snapshot.recent, {"request-GET", "n" + std::to_string(1'000 + i)}, {5});
  }
  addRequests(snapshot.recent, {"request-GET", "n1201"}, {5, 6});
  snapshot.total = snapshot.recent;
  const std::string text = joinLines(intervalReport(snapshot, 0));
  EXPECT_THAT(text, HasSubstr("… and 3 more rows\n"));
  EXPECT_THAT(text, HasSubstr("| n1000 "));
  EXPECT_THAT(text, HasSubstr("| n1201 "));
  EXPECT_THAT(text, Not(HasSubstr("| n1200 ")));
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)), HasSubstr("| n1202 "));
}

TEST(ConsoleReportTest, ManyErrorsAreCutAndCounted) {
  stats::Snapshot snapshot = sampleEnd();
  stats::Row& row = addRequests(snapshot.total, {"request-GET", "x"}, {5});
  for (int i = 0; i < 40; ++i) {
    stats::countError(row, base::ErrorKind::kCheck, "wrong " + std::to_string(i), 1);
  }
  const std::string text = joinLines(summaryReport(snapshot, 0));
  EXPECT_THAT(text, HasSubstr("… and 11 more\n"));
  EXPECT_THAT(text, HasSubstr("no response in 1s"));
  EXPECT_THAT(text, HasSubstr("wrong 28"));
}

TEST(ConsoleReportTest, TheTimesOfThoseThatPassedAreShownWhereOthersFailed) {
  stats::Snapshot snapshot;
  stats::Row& mixed = addRequests(snapshot.total, {"request-POST", "mixed"}, {9'000});
  addFailure(mixed, 33, {base::ErrorKind::kReset, "closed"});
  addFailure(mixed, 33, {base::ErrorKind::kReset, "closed"});
  addRequests(snapshot.total, {"request-GET", "healthy"}, {70});
  stats::Row& broken = addRequests(snapshot.total, {"request-GET", "broken"}, {});
  addFailure(broken, 20, {base::ErrorKind::kReset, "closed"});
  const std::vector<std::string> lines = summaryReport(snapshot, 0);
  const auto title = std::ranges::find(lines, "Times of those that passed, where others failed:");
  ASSERT_NE(title, lines.end());
  EXPECT_THAT(
      std::vector<std::string>(title + 4, title + 6),
      ::testing::ElementsAre(HasSubstr("| request-POST | mixed |   9.00 |"), HasSubstr("+---")));
  EXPECT_THAT(joinLines(lines), HasSubstr("|          - |          - |")) << "none of them passed";
}

TEST(ConsoleReportTest, APacedRunShowsBothTimesAndItsLateStarts) {
  stats::Snapshot snapshot = sampleEnd();
  snapshot.total.late_starts = 3;
  snapshot.total.rows.begin()->second.service_time.passed.record(300, 5);
  const std::string text = joinLines(summaryReport(snapshot, 0));
  EXPECT_THAT(text, HasSubstr("from the scheduled start, below from the real send:\n"));
  EXPECT_THAT(text, HasSubstr("| request-GET | get hello |   0.30 |    0.30 |"));
  EXPECT_THAT(text, HasSubstr("Late starts: 3 began over 10 ms"));
}

TEST(ConsoleReportTest, TheSummaryHasAColumnOfRepetitionsWhenThereWereSome) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)), Not(HasSubstr("# RESENT")));
  snapshot.total.rows.begin()->second.connections.resent = 23;
  for (const std::size_t width : {0U, 100U}) {
    const std::string text = joinLines(summaryReport(snapshot, width));
    EXPECT_THAT(text, HasSubstr("| # RESENT |\n"));
    EXPECT_THAT(text, HasSubstr("|       23 |\n"));
  }
}

TEST(ConsoleReportTest, AStrainedGeneratorIsNamedInItsIntervalAndAtTheEnd) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)), Not(HasSubstr("Generator")));
  snapshot.total.dropped_iterations = 7;
  snapshot.total.generator.seconds = 3;
  snapshot.total.generator.addStrain("thread 1", {1, 0, 1, 0, 950});
  EXPECT_THAT(joinLines(intervalReport(snapshot, 0)), Not(HasSubstr("Generator")));
  const std::string text = joinLines(summaryReport(snapshot, 0));
  EXPECT_THAT(text, HasSubstr("Dropped iterations: 7 "));
  EXPECT_THAT(text, HasSubstr("Generator: loop lag P99"));
  EXPECT_THAT(text, HasSubstr("Generator-limited"));
  EXPECT_THAT(text, HasSubstr("thread 1 (CPU 95% in 1s)"));
  snapshot.recent.generator = snapshot.total.generator;
  EXPECT_THAT(joinLines(intervalReport(snapshot, 0)), HasSubstr("Generator-limited"));
}

TEST(ConsoleReportTest, WhatTheEndCutOffIsNamed) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)), Not(HasSubstr("Aborted")));
  snapshot.total.rows.begin()->second.aborted = 3;
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)),
              HasSubstr("Aborted: 3 requests were cut off by the end of the run\n"
                        "3 of request-GET get hello\n"));
}

TEST(ConsoleReportTest, ARunWithCustomFunctionsShowsTheirTime) {
  stats::Snapshot snapshot = sampleEnd();
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)), Not(HasSubstr("Time in functions")));
  snapshot.total.function_calls = 4;
  snapshot.total.function_failures = 1;
  snapshot.total.function_time_us = 2'500'000;
  EXPECT_THAT(joinLines(summaryReport(snapshot, 0)),
              HasSubstr("Time in functions: 2.500s, calls: 4, failed: 1, average: 625.0ms\n"));
}

TEST(ConsoleReportTest, TheEndNamesTheReasonAndTheLostWorkers) {
  stats::Snapshot snapshot = sampleMaster();
  snapshot.reason = stats::EndReason::kError;
  snapshot.reason_text = "worker a\x1b[2J: disk full";
  const std::string text = joinLines(summaryReport(snapshot, 0));
  EXPECT_THAT(text, HasSubstr("Lost workers: vm_lost\n"));
  EXPECT_THAT(text, HasSubstr("Incomplete: about 307 requests may be missing\n"));
  EXPECT_THAT(text, HasSubstr("Ended by: error (worker a\\x1b[2J: disk full)\n"));
}

}  // namespace
}  // namespace hrp::outputs
