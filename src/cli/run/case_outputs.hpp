#pragma once
// CaseOutputs: the outputs of one `hrp run`: the trace on a stream, and the summary file and report
// that were asked for. The thread that runs the testcases calls everything.

#include <optional>
#include <ostream>
#include <string>

#include "hrp/base/error.hpp"
#include "hrp/engine/case_run.hpp"
#include "hrp/outputs/case_report.hpp"
#include "hrp/outputs/case_trace.hpp"

namespace hrp::cli {

struct CaseOutputsOptions {
  outputs::CaseTraceOptions trace{};
  outputs::CaseReportOptions report{};
};

class CaseOutputs final : public engine::CaseListener {
 public:
  CaseOutputs(std::ostream& out, const CaseOutputsOptions& options);

  // Before the first testcase: fails when a file could not be written.
  [[nodiscard]] base::Result<> open();
  void onCaseStarted(const stats::CaseRecord& record) override;
  void onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) override;
  void onCaseEnded(const stats::CaseRecord& record) override;
  // The closing tables and the files; an error when a file could not be written.
  [[nodiscard]] base::Result<> finish(bool success, const stats::ThresholdFigures& thresholds = {});

 private:
  std::ostream& out_;
  const std::size_t columns_;
  outputs::CaseTrace trace_;
  std::optional<outputs::CaseReport> report_;
};

// "results/20261125201530" of the local time: where one run leaves its files.
[[nodiscard]] std::string resultsFolder(base::WallTime now);

}  // namespace hrp::cli
