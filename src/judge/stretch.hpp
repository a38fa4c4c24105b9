#pragma once
// Stretch: what a threshold needs of a stretch of a run: one second, a window, everything. Merges
// exactly, as slices do. A plain value; at most one histogram.

#include <cstdint>
#include <optional>

#include "hrp/judge/threshold.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::judge {

struct Stretch {
  stats::Histogram times;      // of the outcome that is timed; empty when none is
  std::uint64_t requests = 0;  // of the rows, or transactions
  std::uint64_t failures = 0;
  std::uint64_t resent = 0;
  std::uint64_t aborted = 0;
  std::uint64_t iterations = 0;  // of the run
  std::uint64_t dropped = 0;
  std::uint64_t late = 0;
  // Of seconds in which the generator was limited; docs/statistics.md.
  bool limited = false;
  std::uint64_t lag_p99_us = 0;
  std::uint64_t lag_max_us = 0;

  void merge(const Stretch& other);
};

// What of the slice the threshold looks at; `rows` are those that looksAt() is true of.
void addRow(const Threshold& threshold, const stats::Row& row, Stretch& into);
void addRun(const Threshold& threshold, const stats::Slice& slice, Stretch& into);

// Empty: there is no data. `seconds` is how long the stretch is.
[[nodiscard]] std::optional<double> valueOf(const Threshold& threshold, const Stretch& stretch,
                                            double seconds);

enum class Standing : std::uint8_t { kNoData, kHolds, kBroken, kUnclear };
// What the value says. Unclear: of a time, when the generator was limited and its own lag is more
// than what is between the value and the bound.
[[nodiscard]] Standing standingOf(const Threshold& threshold, const Stretch& stretch,
                                  std::optional<double> value);
// The lag that counts for the metric, in microseconds; 0 when the generator was not limited.
[[nodiscard]] double lagOf(const Threshold& threshold, const Stretch& stretch);

}  // namespace hrp::judge
