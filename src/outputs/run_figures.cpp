#include "outputs/run_figures.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace hrp::outputs {

std::vector<ErrorFigure> errorsByCount(const stats::Slice& slice) {
  std::vector<ErrorFigure> errors;
  for (const auto& [key, row] : slice.rows) {
    for (const auto& [error, count] : row.errors) errors.push_back({&key, &error, count});
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const auto& a, const auto& b) { return a.count > b.count; });
  return errors;
}

std::vector<std::string> missingWorkers(const stats::Snapshot& snapshot) {
  std::vector<std::string> missing;
  for (const stats::WorkerView& worker : snapshot.workers) {
    if (worker.state == base::RunState::kMissing) missing.push_back(worker.id);
  }
  return missing;
}

std::size_t availableWorkers(const stats::Snapshot& snapshot) {
  return snapshot.workers.size() - missingWorkers(snapshot).size();
}

std::size_t workersOfTheRun(const stats::Snapshot& snapshot) {
  std::set<std::string_view> ids;
  for (const auto& worker : snapshot.workers) ids.insert(worker.id);
  for (const auto& worker : snapshot.departed) ids.insert(worker.id);
  return ids.size();
}

double meanContentBytes(const stats::Row& row) {
  const std::uint64_t requests = row.requests();
  return requests == 0 ? 0.0
                       : static_cast<double>(row.content_bytes) / static_cast<double>(requests);
}

bool isPaced(const stats::Slice& slice) {
  return std::any_of(slice.rows.begin(), slice.rows.end(),
                     [](const auto& entry) { return entry.second.service_time.count() > 0; });
}

}  // namespace hrp::outputs
