#pragma once
// Console report: the lines that the console shows of a snapshot, without any painting. Pure
// functions. `width` is that of the terminal, 0 in a pipe: then nothing is cut or wrapped.

#include <cstddef>
#include <string>
#include <vector>

#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

inline constexpr std::size_t kMaxShownErrors = 30;
inline constexpr std::size_t kMaxIntervalRows = 200;  // the busiest; the summary shows all

// Every interval: state and totals, the table of the last interval; on the master the workers too.
[[nodiscard]] std::vector<std::string> intervalReport(const stats::Snapshot& snapshot,
                                                      std::size_t width);
// At the end: all rows since the start, errors, status codes and why it ended. `is_window`: the
// figures are of a part of the run, and what is told of its end is named as that of the whole run.
[[nodiscard]] std::vector<std::string> summaryReport(const stats::Snapshot& snapshot,
                                                     std::size_t width, bool is_window = false);

}  // namespace hrp::outputs
