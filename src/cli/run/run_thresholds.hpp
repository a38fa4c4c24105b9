#pragma once
// RunThresholds: the thresholds of one `hrp run`: bound to the rows of its testcases before the
// first request, and judged on what the run measured when it is over. The thread that runs the
// testcases calls everything.

#include <utility>

#include "hrp/base/error.hpp"
#include "hrp/engine/case_run.hpp"
#include "hrp/judge/threshold.hpp"
#include "hrp/stats/slice.hpp"
#include "hrp/stats/threshold_figure.hpp"
#include "hrp/testcase/case_list.hpp"

namespace hrp::cli {

class RunThresholds final : public engine::CaseListener {
 public:
  // Hands everything on to `inner`, which outlives it.
  RunThresholds(judge::Thresholds thresholds, engine::CaseListener& inner)
      : thresholds_(std::move(thresholds)), inner_(inner) {}

  // kBadSetting: a row that no testcase has, when all of them could be read.
  [[nodiscard]] base::Result<> bind(const testcase::CaseList& list);

  void onCaseStarted(const stats::CaseRecord& record) override { inner_.onCaseStarted(record); }
  void onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) override {
    inner_.onStepEnded(record, step);
  }
  void onCaseEnded(const stats::CaseRecord& record) override;

  [[nodiscard]] stats::ThresholdFigures figures() const;  // of what has run so far

 private:
  judge::Thresholds thresholds_;
  engine::CaseListener& inner_;
  stats::Slice slice_;
};

}  // namespace hrp::cli
