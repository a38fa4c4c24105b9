#include "outputs/results/chart_numbers.hpp"

#include <algorithm>
#include <cmath>

namespace hrp::outputs {
namespace {

std::vector<std::size_t> usedBuckets(const stats::Histogram& times) {
  std::vector<std::size_t> used;
  const auto counts = times.buckets();
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) used.push_back(i);
  }
  return used;
}

}  // namespace

double roundedForChart(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  constexpr int kDigits = 3;
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value)))) + 1;
  if (magnitude > kDigits) return std::round(value);
  const double scale = std::pow(10.0, kDigits - magnitude);
  return std::round(value * scale) / scale;
}

std::vector<std::pair<std::uint64_t, std::uint64_t>> distributionOf(const stats::Histogram& times) {
  const std::vector<std::size_t> used = usedBuckets(times);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
  if (used.empty()) return parts;
  // As many buckets, used or not, are one part.
  const std::size_t width = (used.back() - used.front()) / kMaxDistribution + 1;
  for (std::size_t first = used.front(); first <= used.back(); first += width) {
    const std::size_t last = std::min(first + width - 1, used.back());
    parts.emplace_back(std::min(stats::Histogram::highestOf(last), times.max()), 0);
  }
  for (const std::size_t bucket : used) {
    parts[(bucket - used.front()) / width].second += times.buckets()[bucket];
  }
  parts.back().first = times.max();
  return parts;
}

HeatMap heatMapOf(const std::vector<stats::Histogram>& columns) {
  HeatMap map;
  map.columns.resize(columns.size());
  std::uint64_t min = UINT64_MAX;
  std::uint64_t max = 0;
  for (const auto& column : columns) {
    if (column.count() == 0) continue;
    min = std::min(min, column.min());
    max = std::max(max, column.max());
  }
  if (min > max) return map;
  // Borders are those of buckets, so that each falls into one cell: those next to an even scale.
  std::vector<std::size_t> borders;
  const double low = std::max(1.0, static_cast<double>(min));
  const double range = static_cast<double>(max) / low;
  for (std::size_t i = 0; i < kMaxHeatBuckets; ++i) {
    const double part = static_cast<double>(i) / kMaxHeatBuckets;
    const auto edge = static_cast<std::uint64_t>(low * std::pow(range, part));
    const std::size_t border =
        i == 0 ? stats::Histogram::bucketOf(min) : stats::Histogram::bucketOf(edge);
    if (borders.empty() || border > borders.back()) borders.push_back(border);
  }
  for (const std::size_t border : borders) {
    map.edges_us.push_back(stats::Histogram::lowestOf(border));
  }
  map.edges_us.push_back(stats::Histogram::highestOf(stats::Histogram::bucketOf(max)) + 1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto& pairs = map.columns[i];
    for (const std::size_t used : usedBuckets(columns[i])) {
      const auto above = std::upper_bound(borders.begin(), borders.end(), used);
      const auto bucket = static_cast<std::size_t>(above - borders.begin()) - 1;
      if (pairs.empty() || pairs.back().first != bucket) pairs.emplace_back(bucket, 0);
      pairs.back().second += columns[i].buckets()[used];
    }
  }
  return map;
}

}  // namespace hrp::outputs
