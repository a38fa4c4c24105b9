#pragma once
// Summary JSON: the figures of a whole run as one JSON file, for scripts and CI. The schema is
// versioned ("schema": 1) and described in docs/statistics.md; keys are added, never changed.
//
// SummaryJsonOutput writes the file at every kind of end, as base::OutputFile does. The ticker
// thread calls it; it blocks only for the write.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/base/files/output_file.hpp"
#include "hrp/outputs/output.hpp"
#include "hrp/stats/run_statistics.hpp"

namespace hrp::outputs {

// What a snapshot does not say of a run.
struct SummaryContext {
  std::string version{};  // of hrp
  std::string command{};  // that repeats the run
  std::vector<std::pair<std::string, std::string>> settings{};
  std::vector<stats::RunStatistics::TimelinePoint> timeline{};
};

// Never fails: bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string buildSummaryJson(const stats::Snapshot& snapshot,
                                           const SummaryContext& context = {});

class SummaryJsonOutput final : public Output {
 public:
  explicit SummaryJsonOutput(std::string path);

  // For the ends that follow.
  void setContext(SummaryContext context) { context_ = std::move(context); }

  void onSnapshot(const stats::Snapshot& snapshot) override;
  void onRunEnded(const stats::Snapshot& final_snapshot) override;

  // Why the last write failed (it is logged too).
  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

 private:
  base::OutputFile file_;
  SummaryContext context_;
  std::optional<base::Error> error_;
};

}  // namespace hrp::outputs
