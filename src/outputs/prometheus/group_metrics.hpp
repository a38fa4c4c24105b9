#pragma once
// Group metrics: what a group says of itself besides the figures of a row: how long it is worth
// keeping and whose it is, and what a master says of its fleet. Pure functions.

#include <prometheus/metric_family.h>

#include <vector>

#include "outputs/prometheus/metric_text.hpp"

namespace hrp::outputs {

// hrp_group_linger_seconds (none for a group that is to be kept) and hrp_worker.
void addGroupFamilies(const stats::Snapshot& snapshot, const MetricTextOptions& options,
                      std::vector<prometheus::MetricFamily>& families);

// Users, workers, and the quantiles over the whole fleet of each row of `total` and of all
// requests: those of merged histograms, as in the summary.
[[nodiscard]] std::vector<prometheus::MetricFamily> fleetFamilies(const stats::Snapshot& snapshot,
                                                                  const stats::Slice& total);

}  // namespace hrp::outputs
