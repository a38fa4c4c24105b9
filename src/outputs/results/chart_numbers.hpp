#pragma once
// What charts draw, as numbers that are no longer than they have to be: rounded values, histograms
// of few buckets. Pure.

#include <cstdint>
#include <utility>
#include <vector>

#include "hrp/stats/histogram.hpp"

namespace hrp::outputs {

// To three significant digits; whole numbers from 1,000 on.
[[nodiscard]] double roundedForChart(double value);

inline constexpr std::size_t kMaxDistribution = 64;
inline constexpr std::size_t kMaxHeatBuckets = 48;

// Counts with the upper ends of their buckets in µs, from the first that is used to the last: at
// most kMaxDistribution, for which neighbours are added up.
[[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> distributionOf(
    const stats::Histogram& times);

struct HeatMap {
  std::vector<std::uint64_t> edges_us;  // bucket b: from edges[b] up to edges[b + 1]
  std::vector<std::vector<std::pair<std::size_t, std::uint64_t>>> columns;  // bucket, count
};
// Edges are even on a logarithmic scale, from the lowest to the highest time of all.
[[nodiscard]] HeatMap heatMapOf(const std::vector<stats::Histogram>& columns);

}  // namespace hrp::outputs
