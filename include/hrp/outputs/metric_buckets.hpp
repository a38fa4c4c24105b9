#pragma once
// Metric buckets: upper borders of the histograms that are pushed to Prometheus. Pure functions.
//
// No border of the named lists is a whole number of seconds: Prometheus 3 renames le="1" to
// le="1.0", and Prometheus 2 does not, so that an alert on either finds nothing after an upgrade.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::outputs {

using BucketBorders = std::vector<std::uint64_t>;  // µs, ascending; +Inf is not among them

// From 0.1 ms to 63 s, each at most 9 % above the one before: histogram_quantile() takes any place
// within a bucket, and so is within 10 % of the percentile itself.
[[nodiscard]] const BucketBorders& fineBorders();
// Sixteen from 0.5 ms to 60 s, for many rows.
[[nodiscard]] const BucketBorders& coarseBorders();

// "fine" (also ""), "coarse", or seconds such as "0.1,0.25,0.5,2.5": up to 200, ascending, from
// 0.000001 to 86400. The error names the border that is wrong.
[[nodiscard]] base::Result<BucketBorders> parseBuckets(std::string_view text);

}  // namespace hrp::outputs
