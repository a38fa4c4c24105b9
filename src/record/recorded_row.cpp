#include "hrp/record/recorded_row.hpp"

namespace hrp::record {

void RecordedHistogram::addTo(stats::Histogram& histogram) const {
  static_cast<void>(histogram.add({buckets, sum, min, max}));
}

std::uint64_t RecordedHistogram::count() const {
  std::uint64_t count = 0;
  for (const auto& bucket : buckets) count += bucket.count;
  return count;
}

void RecordedHistogram::clear() {
  buckets.clear();
  sum = min = max = 0;
}

stats::Histogram& RecordedRow::histogramOf(stats::Row& row, std::size_t which) {
  stats::ConnectionFigures& connections = row.connections;
  const std::array<stats::Histogram*, kHistograms> all{
      &row.latency.passed,      &row.latency.failed,
      &row.service_time.passed, &row.service_time.failed,
      &connections.dns,         &connections.connect,
      &connections.tls,         &connections.fresh.first_byte,
      &connections.fresh.total, &connections.kept.first_byte,
      &connections.kept.total};
  return *all.at(which);
}

const stats::Histogram& RecordedRow::histogramOf(const stats::Row& row, std::size_t which) {
  return histogramOf(const_cast<stats::Row&>(row), which);
}

void RecordedRow::addTo(stats::Row& row) const {
  for (std::size_t i = 0; i < kHistograms; ++i) {
    if (!histograms[i].buckets.empty()) histograms[i].addTo(histogramOf(row, i));
  }
  row.merge(counts);
}

void RecordedRow::clear() {
  for (RecordedHistogram& histogram : histograms) histogram.clear();
  counts = stats::Row();
}

}  // namespace hrp::record
