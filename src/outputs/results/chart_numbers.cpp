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
  std::size_t part = SIZE_MAX;
  for (const std::size_t bucket : used) {
    const std::size_t at = (bucket - used.front()) / width;
    if (at != part) {
      const std::size_t last = std::min(used.front() + (at + 1) * width - 1, used.back());
      parts.emplace_back(std::min(stats::Histogram::highestOf(last), times.max()), 0);
    }
    part = at;
    parts.back().second += times.buckets()[bucket];
  }
  parts.back().first = std::max(parts.back().first, times.max());
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
  const std::size_t first = stats::Histogram::bucketOf(min);
  const std::size_t count = stats::Histogram::bucketOf(max) - first + 1;
  // Buckets of a histogram are even on a logarithmic scale themselves, but for the lowest.
  const std::size_t width = (count + kMaxHeatBuckets - 1) / kMaxHeatBuckets;
  for (std::size_t bucket = 0; bucket < count; bucket += width) {
    map.edges_us.push_back(stats::Histogram::lowestOf(first + bucket));
  }
  map.edges_us.push_back(stats::Histogram::highestOf(first + (map.edges_us.size() * width) - 1) +
                         1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto& pairs = map.columns[i];
    for (const std::size_t used : usedBuckets(columns[i])) {
      const std::size_t bucket = (used - first) / width;
      if (pairs.empty() || pairs.back().first != bucket) pairs.emplace_back(bucket, 0);
      pairs.back().second += columns[i].buckets()[used];
    }
  }
  return map;
}

}  // namespace hrp::outputs
