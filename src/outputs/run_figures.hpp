#pragma once
// Run figures: what more than one output derives from a snapshot. Pure functions; the results point
// into the slice they were made from.

#include <cstddef>
#include <string>
#include <vector>

#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

struct ErrorFigure {
  const stats::RowKey* row = nullptr;
  const stats::ErrorKey* error = nullptr;
  std::uint64_t count = 0;
};

// Every error of the slice, the most frequent first, equal counts in the order of the rows.
[[nodiscard]] std::vector<ErrorFigure> errorsByCount(const stats::Slice& slice);
// Ids of the workers of which nothing is heard now.
[[nodiscard]] std::vector<std::string> missingWorkers(const stats::Snapshot& snapshot);
[[nodiscard]] std::size_t availableWorkers(const stats::Snapshot& snapshot);
// Those that are there and those that were.
[[nodiscard]] std::size_t workersOfTheRun(const stats::Snapshot& snapshot);
// Mean decoded body length of a row's requests.
[[nodiscard]] double meanContentBytes(const stats::Row& row);
[[nodiscard]] bool isPaced(const stats::Slice& slice);  // some row has service times

}  // namespace hrp::outputs
