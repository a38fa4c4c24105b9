#include "hrp/outputs/locust_csv.hpp"

#include <gtest/gtest.h>

#include "hrp/base/files/file.hpp"
#include "support/temp_folder.hpp"

namespace hrp::outputs {
namespace {

stats::Slice hello(std::uint64_t passed, std::uint64_t us) {
  stats::Slice slice;
  auto& row = stats::rowFor(slice.rows, {"request-GET", "say \"hello\", all"}, true);
  row.latency.passed.record(us, passed);
  row.content_bytes = 10 * passed;
  return slice;
}

stats::Snapshot locustRun() {
  stats::Snapshot run;
  run.elapsed = std::chrono::seconds(4);
  run.total = hello(3, 1'500);
  auto& row = run.total.rows.begin()->second;
  row.latency.failed.record(20'000);
  stats::countError(row, base::ErrorKind::kCheck, "wanted 200,\ngot 500", 1);
  stats::rowFor(run.total.rows, {"transaction", "Action"}, false).latency.passed.record(9);
  return run;
}

// The headers that Locust 2.32.4 writes.
TEST(LocustCsv, HasTheColumnsOfLocust) {
  const std::string percentiles = "50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%";
  EXPECT_TRUE(statsCsv({}).starts_with(
      "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min "
      "Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s," +
      percentiles + "\r\n"));
  EXPECT_EQ(CsvHistory::header(),
            "Timestamp,User Count,Type,Name,Requests/s,Failures/s," + percentiles +
                ",Total Request Count,Total Failure Count,Total Median Response Time,Total "
                "Average Response Time,Total Min Response Time,Total Max Response Time,Total "
                "Average Content Size\r\n");
  EXPECT_TRUE(failuresCsv({}).starts_with("Method,Name,Error,Occurrences\r\n"));
}

TEST(LocustCsv, HasALineForEachRowAndOneForAll) {
  const std::string text = statsCsv(locustRun());
  EXPECT_NE(text.find("\r\nGET,\"say \"\"hello\"\", all\",4,1,1.5,6.125,1.5,20,7.5,1,0.25,1.5"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\r\ntransaction,Action,1,0,"), std::string::npos) << text;
  EXPECT_NE(text.find("\r\n,Aggregated,4,1,"), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("20,20,20\r\n")) << text;
}

TEST(LocustCsv, TellsFailuresWithTheirKind) {
  EXPECT_NE(failuresCsv(locustRun()).find("\"check: wanted 200,\ngot 500\",1\r\n"),
            std::string::npos);
}

TEST(LocustCsv, AHistoryHasTheFiguresOfEachSecondAndTheSumsSoFar) {
  CsvHistory history;
  history.begin(base::WallTime(std::chrono::milliseconds(1'000'400)));
  history.figures(0, hello(2, 1'000));
  EXPECT_TRUE(history.row(0, 5).starts_with("1001,5,,Aggregated,2,0,1,1,1,"));
  const std::string empty = history.row(1, 5);
  EXPECT_TRUE(empty.starts_with("1002,5,,Aggregated,0,0,N/A,N/A,")) << empty;
  EXPECT_TRUE(empty.ends_with(",2,0,1,1,1,1,10\r\n")) << empty;
  history.figures(0, hello(1, 1'000));  // late: it is in no second
  history.figures(2, hello(1, 3'000));
  const std::string third = history.row(2, 6);
  EXPECT_TRUE(third.starts_with("1003,6,,Aggregated,1,0,3,3,")) << third;
  EXPECT_NE(third.find(",4,0,1.003,1.5,1,3,10"), std::string::npos) << third;
}

TEST(LocustCsv, TheSinkWritesEachSecondAtOnce) {
  const testing::TempFolder temp;
  CsvHistorySink sink(temp.file("h.csv"));
  ASSERT_TRUE(sink.begin({}));
  ASSERT_TRUE(sink.figures(0, hello(2, 1'000)));
  ASSERT_TRUE(sink.moment(0, {.users = 5}));
  const std::string text = base::readFile(temp.file("h.csv")).value();
  EXPECT_TRUE(text.starts_with(CsvHistory::header() + "1,5,,Aggregated,2,")) << text;
  EXPECT_TRUE(sink.end({}));
}

}  // namespace
}  // namespace hrp::outputs
