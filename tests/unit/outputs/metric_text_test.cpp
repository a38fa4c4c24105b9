#include "outputs/metric_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::string> linesOf(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.insert(line);
  return lines;
}

void expectLines(const std::string& text, const std::vector<std::string>& wanted) {
  const auto lines = linesOf(text);
  for (const std::string& line : wanted) EXPECT_TRUE(lines.contains(line)) << line;
}

std::size_t countOf(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

TEST(MetricTextTest, HasEveryMetricOfTheLastInterval) {
  const std::string text = MetricText().build(sampleSnapshot());
  const std::string row = "{method=\"request-POST\",name=\"下单\"} ";
  expectLines(text, {"num_requests" + row + "2", "num_failures" + row + "1",
                     "median_response_time" + row + "51.455",
                     "average_response_time" + row + "650.6", "min_response_time" + row + "51.2",
                     "max_response_time" + row + "1250", "average_content_length" + row + "42",
                     "current_rps" + row + "1", "current_fail_per_sec" + row + "0.5"});
  expectLines(text, {"# TYPE num_requests gauge", "# TYPE current_rps gauge"});
}

TEST(MetricTextTest, TellsOfConnectionsWhenThereWereSome) {
  stats::Snapshot snapshot = sampleSnapshot();
  EXPECT_THAT(MetricText().build(snapshot), Not(HasSubstr("connections")));
  stats::ConnectionFigures& connections =
      stats::rowFor(snapshot.total.rows, {"request-GET", "connected"}, true).connections;
  connections.opened = 5;
  connections.reused = 90;
  connections.resumed_handshakes = 3;
  connections.connect.record(700, 5);
  expectLines(
      MetricText().build(snapshot),
      {"# TYPE connections counter", "connections{event=\"opened\"} 5",
       "connections{event=\"failed\"} 0", "connections{event=\"reused\"} 90",
       "# TYPE tls_handshakes counter", "tls_handshakes{kind=\"full\"} 0",
       "tls_handshakes{kind=\"resumed\"} 3", "# TYPE request_phase_seconds histogram",
       "request_phase_seconds_count{connection=\"new\",phase=\"connect\"} 5",
       "request_phase_seconds_bucket{connection=\"new\",phase=\"connect\",le=\"0.0005\"} 0",
       "request_phase_seconds_bucket{connection=\"new\",phase=\"connect\",le=\"0.001\"} 5"});
}

TEST(MetricTextTest, TellsOfCustomFunctionsWhenSomeWereCalled) {
  stats::Snapshot snapshot = sampleSnapshot();
  EXPECT_THAT(MetricText().build(snapshot), Not(HasSubstr("function_")));
  snapshot.total.function_calls = 5;
  snapshot.total.function_failures = 2;
  snapshot.total.function_time_us = 2'500'000;
  expectLines(MetricText().build(snapshot),
              {"# TYPE function_calls counter", "function_calls{result=\"passed\"} 3",
               "function_calls{result=\"failed\"} 2", "# TYPE function_seconds counter",
               "function_seconds 2.5"});
}

TEST(MetricTextTest, HasEveryMetricOfTheWholeRun) {
  const std::string text = MetricText().build(sampleSnapshot());
  const std::string row = "{method=\"request-POST\",name=\"下单\"} ";
  expectLines(text,
              {"# TYPE total_num_requests counter", "total_num_requests" + row + "4",
               "total_num_failures" + row + "2", "total_min_response_time" + row + "51.2",
               "total_max_response_time" + row + "1250",
               "total_min_response_time{method=\"\",name=\"Total\"} 0.42",
               "total_max_response_time{method=\"\",name=\"Total\"} 1250", "# TYPE errors counter",
               "errors{method=\"request-POST\",name=\"下单\","
               "error=\"timeout: no response in 1s\"} 2"});
  expectLines(text, {"users 50", "state 3", "duration 6", "total_rps 2", "transactions_passed 2",
                     "transactions_failed 2", "fail_ratio 0.1666666666666667",
                     "total_fail_per_sec 0.3333333333333333",
                     "total_average_response_time 217.9316666666666"});
}

TEST(MetricTextTest, TheOldSummaryIsInMilliseconds) {
  const std::string text = MetricText().build(sampleSnapshot());
  const std::string row = "{method=\"request-GET\",name=\"get hello\"";
  expectLines(text, {"# TYPE response_time summary", "response_time_count" + row + "} 8",
                     "response_time_sum" + row + "} 12.78",
                     "response_time" + row + ",quantile=\"0.5\"} 0.421",
                     "response_time" + row + ",quantile=\"0.9\"} 5.13",
                     "response_time" + row + ",quantile=\"0.95\"} 5.13"});
}

TEST(MetricTextTest, TheHistogramIsCumulativeAndInSeconds) {
  const std::string text = MetricText().build(sampleSnapshot());
  const std::string row = "{method=\"request-POST\",name=\"下单\"";
  expectLines(
      text, {"# TYPE response_time_seconds histogram", "response_time_seconds_count" + row + "} 4",
             "response_time_seconds_sum" + row + "} 2.6024",
             "response_time_seconds_bucket" + row + ",le=\"0.0005\"} 0",
             "response_time_seconds_bucket" + row + ",le=\"0.05\"} 0",
             "response_time_seconds_bucket" + row + ",le=\"0.1\"} 2",
             "response_time_seconds_bucket" + row + ",le=\"1\"} 2",
             "response_time_seconds_bucket" + row + ",le=\"2.5\"} 4",
             "response_time_seconds_bucket" + row + ",le=\"60\"} 4",
             "response_time_seconds_bucket" + row + ",le=\"+Inf\"} 4"});
}

TEST(MetricTextTest, AnIntervalWithoutRequestsHasRatesButNoTimes) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.recent = {};
  const std::string text = MetricText().build(snapshot);
  expectLines(text, {"num_requests{method=\"request-GET\",name=\"get hello\"} 0",
                     "current_rps{method=\"request-GET\",name=\"get hello\"} 0"});
  EXPECT_THAT(text, Not(HasSubstr("median_response_time")));
  EXPECT_THAT(text, HasSubstr("total_max_response_time"));
}

TEST(MetricTextTest, AnEmptyRunHasItsRunMetrics) {
  const std::string text = MetricText().build(stats::Snapshot());
  expectLines(text, {"users 0", "state 1", "duration 0", "total_rps 0", "fail_ratio 0"});
  EXPECT_THAT(text, Not(HasSubstr("num_requests")));
}

TEST(MetricTextTest, LabelsAreEscapedAndValid) {
  stats::Snapshot snapshot;
  stats::Row& row = addRequests(snapshot.total, {"request-GET", "a\"b\\\xff"}, {5});
  stats::countError(row, base::ErrorKind::kCheck, "line\nbreak", 1);
  const std::string text = MetricText().build(snapshot);
  EXPECT_THAT(text, HasSubstr("name=\"a\\\"b\\\\\\\\xff\""));
  EXPECT_THAT(text, HasSubstr("error=\"check: line break\""));
}

TEST(MetricTextTest, RowsPastTheBoundShareOneAndStayThere) {
  MetricText metrics;
  stats::Snapshot snapshot;
  for (std::size_t i = 0; i < kMaxMetricRows + 5; ++i) {
    addRequests(snapshot.total, {"request-GET", "n" + std::to_string(10'000 + i)}, {5});
  }
  std::string text = metrics.build(snapshot);
  EXPECT_EQ(countOf(text, "\ntotal_num_requests{"), kMaxMetricRows + 1);
  EXPECT_THAT(text, HasSubstr("total_num_requests{method=\"request-GET\",name=\"other\"} 5"));
  // Sorts before all others, but came late: the series that are shown must not change.
  addRequests(snapshot.total, {"request-GET", "a"}, {5});
  text = metrics.build(snapshot);
  EXPECT_THAT(text, HasSubstr("total_num_requests{method=\"request-GET\",name=\"other\"} 6"));
  EXPECT_THAT(text, Not(HasSubstr("name=\"a\"")));
  metrics.startRun();
  EXPECT_THAT(metrics.build(snapshot), HasSubstr("name=\"a\""));
}

TEST(MetricTextTest, ErrorsPastTheBoundShareOneSeries) {
  stats::Snapshot snapshot;
  std::size_t errors = 0;
  for (int r = 0; errors < kMaxMetricErrors + 10; ++r) {
    stats::Row& row = addRequests(snapshot.total, {"request-GET", "n" + std::to_string(r)}, {5});
    for (int e = 0; e < 101; ++e, ++errors) {
      stats::countError(row, base::ErrorKind::kCheck, "e" + std::to_string(e), 1);
    }
  }
  const std::string text = MetricText().build(snapshot);
  EXPECT_EQ(countOf(text, "\nerrors{"), kMaxMetricErrors + 1);
  EXPECT_THAT(text, HasSubstr("errors{method=\"request-GET\",name=\"other\",error=\"other\"} " +
                              std::to_string(errors - kMaxMetricErrors) + "\n"));
}

}  // namespace
}  // namespace hrp::outputs
