#include "hrp/outputs/console_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "outputs/console/console_report.hpp"
#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

ConsoleOptions terminalOf(std::size_t columns, std::size_t rows) {
  ConsoleOptions options;
  options.terminal = true;
  options.size = [columns, rows] { return ConsoleSize{columns, rows}; };
  return options;
}

std::string take(std::ostringstream& out) {
  std::string text = out.str();
  out.str("");
  return text;
}

TEST(ConsoleOutputTest, APipeGetsEveryIntervalAndNoControlSequences) {
  useUtc();
  std::ostringstream out;
  ConsoleOutput output(out, {});
  output.onRunStarted(sampleSnapshot());
  output.onSnapshot(sampleSnapshot());
  output.onSnapshot(sampleMaster());
  output.onRunEnded(sampleEnd());
  EXPECT_EQ(out.str(), joinLines(intervalReport(sampleSnapshot(), 0)) +
                           joinLines(intervalReport(sampleMaster(), 0)) +
                           joinLines(summaryReport(sampleEnd(), 0)));
  EXPECT_THAT(out.str(), Not(HasSubstr("\x1b")));
}

TEST(ConsoleOutputTest, SwitchedOffItIsSilent) {
  std::ostringstream out;
  ConsoleOutput output(out, {.enabled = false});
  output.onSnapshot(sampleSnapshot());
  output.onRunEnded(sampleEnd());
  EXPECT_EQ(out.str(), "");
}

// clang-format off
constexpr const char* kFrame =
    "Current time: 2026/11/23 03:33:07, Users: 50, State: running, Total RPS: 2.0,\n"
    "Total Average Response Time: 217.9ms, Total Fail Ratio: 16.7%\n"
    "Accumulated Transactions: 2 Passed, 2 Failed\n"
    "+--------------+-----------+------------+---------+--------+------------+------+\n"
    "|     TYPE     |   NAME    | # REQUESTS | # FAILS | MEDIAN | # REQS/SEC | P95  |\n"
    "+--------------+-----------+------------+---------+--------+------------+------+\n"
    "| request-GET  | get hello |          4 |       0 |   0.42 |       2.00 | 5.13 |\n"
    "| request-POST | 下单      |          2 |       1 |  51.45 |       1.00 | 1250 |\n"
    "| transaction  | Action    |          2 |       0 |  0.060 |       1.00 | 1300 |\n"
    "+--------------+-----------+------------+---------+--------+------------+------+\n";
// clang-format on

TEST(ConsoleOutputTest, ATerminalIsRepaintedInPlace) {
  useUtc();
  std::ostringstream out;
  ConsoleOptions options = terminalOf(83, 30);
  options.run_time = std::chrono::seconds(60);
  ConsoleOutput output(out, options);
  output.onRunStarted(sampleSnapshot());
  output.onSnapshot(sampleSnapshot());
  const std::string progress = "[##......................] 10%  6s of 1m\n";
  EXPECT_EQ(take(out), kFrame + progress);
  output.onSnapshot(sampleSnapshot());
  EXPECT_EQ(take(out), "\x1b[11A\r\x1b[J" + (kFrame + progress));
}

TEST(ConsoleOutputTest, AShorterFrameErasesAllOfTheLongerOne) {
  std::ostringstream out;
  ConsoleOutput output(out, terminalOf(100, 40));
  output.onSnapshot(sampleMaster());
  const auto painted = std::ranges::count(take(out), '\n');
  stats::Snapshot shorter = sampleSnapshot();
  shorter.recent = {};
  output.onSnapshot(shorter);
  EXPECT_THAT(take(out), StartsWith("\x1b[" + std::to_string(painted) + "A\r\x1b[J"));
}

TEST(ConsoleOutputTest, AFrameNeverFillsTheScreen) {
  std::ostringstream out;
  for (const std::size_t rows : {4U, 8U, 10U, 14U}) {
    ConsoleOutput output(out, terminalOf(83, rows));
    output.onSnapshot(sampleSnapshot());
    const std::string text = take(out);
    EXPECT_LT(static_cast<std::size_t>(std::ranges::count(text, '\n')), rows);
    EXPECT_EQ(text.find(" more lines\n") != std::string::npos, rows < 12);
    EXPECT_THAT(text, EndsWith("Elapsed: 6s\n"));
  }
}

TEST(ConsoleOutputTest, TheSummaryTakesThePlaceOfTheLastFrame) {
  std::ostringstream out;
  ConsoleOutput output(out, terminalOf(100, 40));
  output.onSnapshot(sampleSnapshot());
  const auto painted = std::ranges::count(take(out), '\n');
  output.onRunEnded(sampleEnd());
  EXPECT_EQ(take(out), "\x1b[" + std::to_string(painted) + "A\r\x1b[J" +
                           joinLines(summaryReport(sampleEnd(), 100)));
  output.onRunStarted(sampleSnapshot());
  output.onSnapshot(sampleSnapshot());
  EXPECT_THAT(take(out), Not(HasSubstr("\x1b"))) << "the summary of the run before stays";
}

TEST(ConsoleOutputTest, ProgressCountsIterationsWhenTheyAreTheLimit) {
  std::ostringstream out;
  ConsoleOutput output(out, terminalOf(100, 40));
  output.expect(std::nullopt, 8);
  output.onSnapshot(sampleSnapshot());
  EXPECT_THAT(take(out), EndsWith("[############............] 50%  4 of 8 iterations, 6s\n"));
  output.expect(std::chrono::seconds(3), std::nullopt);
  output.onSnapshot(sampleSnapshot());
  EXPECT_THAT(take(out), EndsWith("[########################] 100%  6s of 3s\n"));
}

TEST(ConsoleOutputTest, AFileIsNoTerminal) {
  const ConsoleOptions options = consoleOptionsOf(-1);
  EXPECT_FALSE(options.terminal);
  EXPECT_EQ(options.size().columns, 80U);
}

}  // namespace
}  // namespace hrp::outputs
