#pragma once
// MetricText: a snapshot as metrics in the Prometheus text format, with the names and labels that
// dashboards for the Go version read (docs/statistics.md lists them). Times are milliseconds with
// fractions; `response_time_seconds` is a histogram whose buckets add up over workers.
//
// A master has names of its own, hrp_fleet_…: dashboards add the others up over all groups, and its
// figures are already in those of its workers.
//
// One owner, one thread. It remembers which rows and errors it has shown, because a series that
// moved in and out of "other" would look like a counter that was reset.

#include <prometheus/metric_family.h>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "hrp/outputs/metric_buckets.hpp"
#include "hrp/outputs/metric_linger.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

inline constexpr std::size_t kMaxMetricRows = 1'000;    // more go to the "other" row of their type
inline constexpr std::size_t kMaxMetricErrors = 1'000;  // of all rows together
// Of the rows' histograms: a row that would be beyond is in "other" there, whatever else it has of
// its own. All rows have the same borders, or their buckets would not add up.
inline constexpr std::size_t kMaxBuckets = 20'000;

struct MetricTextOptions {
  BucketBorders borders = fineBorders();
  Linger linger = kDefaultLinger;
  std::string worker_id{};  // that the master knows the pusher by; empty: it has none
};

class MetricText {
 public:
  void startRun(MetricTextOptions options = {});  // forgets the series of the run before
  [[nodiscard]] std::string build(const stats::Snapshot& snapshot);

 private:
  [[nodiscard]] std::vector<prometheus::MetricFamily> ownFamilies(const stats::Snapshot& snapshot);

  using ErrorSeries = std::tuple<std::string, std::string, std::string>;  // method, name, error

  // The slice with all rows but the first `most` that were ever shown in "other".
  [[nodiscard]] static stats::Slice bounded(const stats::Slice& slice,
                                            std::set<stats::RowKey>& shown_rows, std::size_t most);
  [[nodiscard]] std::map<ErrorSeries, std::uint64_t> boundedErrors(const stats::Slice& slice);

  MetricTextOptions options_;
  std::set<stats::RowKey> rows_;
  std::set<stats::RowKey> histogram_rows_;
  std::set<ErrorSeries> errors_;
};

}  // namespace hrp::outputs
