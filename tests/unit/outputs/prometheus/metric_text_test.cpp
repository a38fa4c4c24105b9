#include "outputs/prometheus/metric_text.hpp"

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
  EXPECT_THAT(MetricText().build(snapshot), Not(HasSubstr("hrp_connections")));
  stats::ConnectionFigures& connections =
      stats::rowFor(snapshot.total.rows, {"request-GET", "connected"}, true).connections;
  connections.opened = 5;
  connections.reused = 90;
  connections.resumed_handshakes = 3;
  connections.connect.record(700, 5);
  expectLines(
      MetricText().build(snapshot),
      {"# TYPE hrp_connections counter", "hrp_connections{event=\"opened\"} 5",
       "hrp_connections{event=\"failed\"} 0", "hrp_connections{event=\"reused\"} 90",
       "# TYPE hrp_tls_handshakes counter", "hrp_tls_handshakes{kind=\"full\"} 0",
       "hrp_tls_handshakes{kind=\"resumed\"} 3", "# TYPE hrp_request_phase_seconds histogram",
       "hrp_request_phase_seconds_count{connection=\"new\",phase=\"connect\"} 5",
       "hrp_request_phase_seconds_bucket{connection=\"new\",phase=\"connect\",le=\"0.00068\"} 0",
       "hrp_request_phase_seconds_bucket{connection=\"new\",phase=\"connect\",le=\"0.000735\"} 5"});
}

TEST(MetricTextTest, TellsOfCustomFunctionsWhenSomeWereCalled) {
  stats::Snapshot snapshot = sampleSnapshot();
  EXPECT_THAT(MetricText().build(snapshot), Not(HasSubstr("hrp_function_")));
  snapshot.total.function_calls = 5;
  snapshot.total.function_failures = 2;
  snapshot.total.function_time_us = 2'500'000;
  expectLines(MetricText().build(snapshot),
              {"# TYPE hrp_function_calls counter", "hrp_function_calls{result=\"passed\"} 3",
               "hrp_function_calls{result=\"failed\"} 2", "# TYPE hrp_function_seconds counter",
               "hrp_function_seconds 2.5"});
}

TEST(MetricTextTest, HasEveryMetricOfTheWholeRun) {
  const std::string text = MetricText().build(sampleSnapshot());
  const std::string row = "{method=\"request-POST\",name=\"下单\"} ";
  expectLines(
      text,
      {"# TYPE total_num_requests gauge", "total_num_requests" + row + "4",
       "total_num_failures" + row + "2", "# TYPE hrp_resent counter", "hrp_resent" + row + "0",
       "total_min_response_time" + row + "51.2", "total_max_response_time" + row + "1250",
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

TEST(MetricTextTest, TheTimesOfThoseThatPassedAreApart) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.total.rows.at({"request-POST", "下单"}).aborted = 7;
  const std::string text = MetricText().build(snapshot);
  const std::string row = "{method=\"request-POST\",name=\"下单\"";
  expectLines(text, {"hrp_passed_response_time_count" + row + "} 2",
                     "hrp_passed_response_time" + row + ",quantile=\"0.95\"} 51.2",
                     "# TYPE hrp_aborted gauge", "hrp_aborted" + row + "} 7"});
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
             "response_time_seconds_bucket" + row + ",le=\"0.927\"} 2",
             "response_time_seconds_bucket" + row + ",le=\"2.5\"} 4",
             "response_time_seconds_bucket" + row + ",le=\"63.005\"} 4",
             "response_time_seconds_bucket" + row + ",le=\"+Inf\"} 4"});
}

// As hrp 4.3.6 pushes them: a gateway that still holds its groups refuses any other type.
TEST(MetricTextTest, TheNamesOfTheGoVersionHaveItsTypes) {
  const auto lines = linesOf(MetricText().build(sampleSnapshot()));
  for (const char* gauge : {"num_requests",
                            "num_failures",
                            "median_response_time",
                            "average_response_time",
                            "min_response_time",
                            "max_response_time",
                            "average_content_length",
                            "current_rps",
                            "current_fail_per_sec",
                            "total_num_requests",
                            "total_num_failures",
                            "total_min_response_time",
                            "total_max_response_time",
                            "users",
                            "state",
                            "duration",
                            "total_average_response_time",
                            "total_rps",
                            "fail_ratio",
                            "total_fail_per_sec",
                            "transactions_passed",
                            "transactions_failed"}) {
    EXPECT_TRUE(lines.contains(std::string("# TYPE ") + gauge + " gauge")) << gauge;
  }
  EXPECT_TRUE(lines.contains("# TYPE errors counter"));
  EXPECT_TRUE(lines.contains("# TYPE response_time summary"));
}

TEST(MetricTextTest, NamesThatTheGoVersionHasNotBeginWithHrp) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.total.function_calls = 1;
  stats::rowFor(snapshot.total.rows, {"request-GET", "connected"}, true).connections.opened = 1;
  const std::set<std::string> of_go_version{"num_requests",
                                            "num_failures",
                                            "median_response_time",
                                            "average_response_time",
                                            "min_response_time",
                                            "max_response_time",
                                            "average_content_length",
                                            "current_rps",
                                            "current_fail_per_sec",
                                            "response_time",
                                            "total_num_requests",
                                            "total_num_failures",
                                            "total_min_response_time",
                                            "total_max_response_time",
                                            "errors",
                                            "users",
                                            "state",
                                            "duration",
                                            "total_average_response_time",
                                            "total_rps",
                                            "fail_ratio",
                                            "total_fail_per_sec",
                                            "transactions_passed",
                                            "transactions_failed"};
  for (const std::string& line : linesOf(MetricText().build(snapshot))) {
    if (!line.starts_with("# TYPE ")) continue;
    const std::string name = line.substr(7, line.find(' ', 7) - 7);
    // This one was pushed without the prefix from the beginning, and dashboards read it.
    if (name == "response_time_seconds" || of_go_version.contains(name)) continue;
    EXPECT_TRUE(name.starts_with("hrp_")) << name;
  }
}

TEST(MetricTextTest, HistogramsPastTheBoundShareOneAndAddUp) {
  stats::Snapshot snapshot;
  const std::size_t own = kMaxBuckets / (fineBorders().size() + 1);
  for (std::size_t i = 0; i < own + 30; ++i) {
    addRequests(snapshot.total, {"request-GET", "n" + std::to_string(10'000 + i)}, {700});
  }
  const std::string text = MetricText().build(snapshot);
  EXPECT_EQ(countOf(text, "\nresponse_time_seconds_count{"), own + 1);
  EXPECT_THAT(text, HasSubstr("response_time_seconds_bucket{method=\"request-GET\","
                              "name=\"other\",le=\"0.000735\"} 30"));
  EXPECT_EQ(countOf(text, "\ntotal_num_requests{"), own + 30) << "only histograms are many series";
}

TEST(MetricTextTest, HistogramsHaveTheBordersOfTheRun) {
  MetricText metrics;
  metrics.startRun({.borders = {50'000, 2'500'000}});
  const std::string text = metrics.build(sampleSnapshot());
  const std::string row = "response_time_seconds_bucket{method=\"request-POST\",name=\"下单\"";
  expectLines(text, {row + ",le=\"0.05\"} 0", row + ",le=\"2.5\"} 4", row + ",le=\"+Inf\"} 4"});
  EXPECT_EQ(countOf(text, row), 3U);
}

TEST(MetricTextTest, BordersAreWrittenAsPrometheusWritesThem) {
  const std::string text = MetricText().build(sampleSnapshot());
  for (const char* border : {"9.2e-05", "0.0001", "0.000109", "0.00118", "0.5", "1.005", "1.09",
                             "2.5", "10.005", "63.005"}) {
    EXPECT_THAT(text, HasSubstr(std::string(",le=\"") + border + "\"} "));
  }
  const std::string mark = "le=\"";
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const std::string border = text.substr(at + 4, text.find('"', at + 4) - at - 4);
    EXPECT_TRUE(border == "+Inf" || border.find('.') != std::string::npos) << border;
    EXPECT_LE(border.size(), 9U) << border << " is not the shortest text of its number";
  }
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
