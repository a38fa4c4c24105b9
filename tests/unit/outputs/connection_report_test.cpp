#include "outputs/connection_report.hpp"

#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

using std::chrono::microseconds;

stats::Row sampleTotal() {
  stats::Row total;
  total.latency.passed.record(500, 3);
  total.bytes_sent = 999;
  total.bytes_received = 1'234'567;
  total.connections.record({.connect = microseconds(100),
                            .tls = microseconds(2'000),
                            .first_byte = microseconds(300),
                            .total = microseconds(2'500),
                            .handshake = base::TlsHandshake::kResumed,
                            .opened = 1,
                            .failed = 1});
  total.connections.record(
      {.first_byte = microseconds(300), .total = microseconds(400), .reused = true});
  return total;
}

TEST(ConnectionReportTest, SaysWhatTheConnectionsDid) {
  const std::vector<std::string> texts = connectionTexts(sampleTotal());
  EXPECT_EQ(texts, (std::vector<std::string>{"Connections: 1 opened", "1 failed",
                                             "1 requests on kept ones", "TLS handshakes: 0 full",
                                             "1 resumed", "999 B sent", "1.2 MB received"}));
  EXPECT_TRUE(connectionTexts({}).empty());
}

TEST(ConnectionReportTest, NamesRepetitionsWhenThereWereSome) {
  stats::Row total = sampleTotal();
  total.connections.resent = 2;
  EXPECT_EQ(connectionTexts(total).at(3), "2 sent again");
}

TEST(ConnectionReportTest, ShowsEveryPhaseThatHappened) {
  const std::vector<std::string> lines = phaseLines(sampleTotal(), 0);
  const std::vector<std::string> expected{
      "+------------+------------+-------+---------+------+------+------+------+",
      "| CONNECTION |   PHASE    | COUNT | AVERAGE | P50  | P95  | P99  | MAX  |",
      "+------------+------------+-------+---------+------+------+------+------+",
      "| new        | connect    |     1 |    0.10 | 0.10 | 0.10 | 0.10 | 0.10 |",
      "| new        | TLS        |     1 |    2.00 | 2.00 | 2.00 | 2.00 | 2.00 |",
      "| new        | first byte |     1 |    0.30 | 0.30 | 0.30 | 0.30 | 0.30 |",
      "| new        | total      |     1 |    2.50 | 2.50 | 2.50 | 2.50 | 2.50 |",
      "| kept       | first byte |     1 |    0.30 | 0.30 | 0.30 | 0.30 | 0.30 |",
      "| kept       | total      |     1 |    0.40 | 0.40 | 0.40 | 0.40 | 0.40 |",
      "+------------+------------+-------+---------+------+------+------+------+"};
  EXPECT_EQ(lines, expected);
  EXPECT_TRUE(phaseLines({}, 0).empty());
}

}  // namespace
}  // namespace hrp::outputs
