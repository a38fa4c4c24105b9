#include "cli/run/run_thresholds.hpp"

#include "hrp/judge/case_slice.hpp"
#include "hrp/judge/judge.hpp"
#include "hrp/judge/known_rows.hpp"
#include "hrp/runner/threshold_plan.hpp"

namespace hrp::cli {

base::Result<> RunThresholds::bind(const testcase::CaseList& list) {
  judge::KnownRows rows;
  bool whole = true;
  for (const testcase::ListedCase& one : list.cases) {
    if (one.program == nullptr) {
      whole = false;
      continue;
    }
    for (judge::KnownRow& row : runner::rowsOfSingleRun(*one.program)) {
      rows.push_back(std::move(row));
    }
  }
  for (judge::Threshold& threshold : thresholds_) {
    auto bound = judge::bindThreshold(threshold, rows);
    if (!bound && whole) return bound;
  }
  return {};
}

void RunThresholds::onCaseEnded(const stats::CaseRecord& record) {
  if (!thresholds_.empty()) judge::addCase(record, slice_);
  inner_.onCaseEnded(record);
}

stats::ThresholdFigures RunThresholds::figures() const {
  judge::Judge judge(thresholds_);
  judge.add(0, slice_);
  // Not as long as a second: a single run has none to tell of.
  judge.end(std::chrono::milliseconds(1));
  return judge.figures();
}

}  // namespace hrp::cli
