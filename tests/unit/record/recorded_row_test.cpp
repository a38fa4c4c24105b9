#include "hrp/record/recorded_row.hpp"

#include <gtest/gtest.h>

#include "support/sample_slice.hpp"

namespace hrp::record {
namespace {

TEST(RecordedRow, NamesEachHistogramOfARowOnce) {
  stats::Row row;
  for (std::size_t i = 0; i < RecordedRow::kHistograms; ++i) {
    RecordedRow::histogramOf(row, i).record(i + 1);
  }
  EXPECT_EQ(row.latency.passed.max(), RecordedRow::kPassed + 1);
  EXPECT_EQ(row.latency.failed.max(), RecordedRow::kFailed + 1);
  EXPECT_EQ(row.service_time.failed.max(), RecordedRow::kServiceFailed + 1);
  EXPECT_EQ(row.connections.tls.max(), RecordedRow::kTls + 1);
  EXPECT_EQ(row.connections.kept.total.max(), RecordedRow::kKeptTotal + 1);
  for (std::size_t i = 0; i < RecordedRow::kHistograms; ++i) {
    EXPECT_EQ(RecordedRow::histogramOf(row, i).count(), 1U) << i;
  }
}

TEST(RecordedRow, AddsItsPartsAndItsCounts) {
  RecordedRow recorded;
  recorded.histograms[RecordedRow::kPassed] = {{{10, 2}, {12, 1}}, 32, 10, 12};
  recorded.counts.bytes_sent = 7;
  recorded.counts.in_total = false;
  EXPECT_EQ(recorded.histograms[RecordedRow::kPassed].count(), 3U);
  stats::Row row;
  recorded.addTo(row);
  recorded.addTo(row);
  EXPECT_EQ(row.requests(), 6U);
  EXPECT_EQ(row.latency.passed.sum(), 64U);
  EXPECT_EQ(row.bytes_sent, 14U);
  EXPECT_FALSE(row.in_total);
  recorded.clear();
  recorded.addTo(row);
  EXPECT_EQ(row.requests(), 6U);
}

}  // namespace
}  // namespace hrp::record
