#include "cli/run/case_outputs.hpp"

#include <array>
#include <ctime>

#include "hrp/outputs/threshold_report.hpp"

namespace hrp::cli {

CaseOutputs::CaseOutputs(std::ostream& out, const CaseOutputsOptions& options)
    : out_(out), columns_(options.trace.columns), trace_(out, options.trace) {
  const outputs::CaseReportOptions& report = options.report;
  if (!report.summary_file.empty() || !report.html_file.empty()) report_.emplace(report);
}

base::Result<> CaseOutputs::open() {
  return report_ ? report_->open() : base::Result<>{};
}

void CaseOutputs::onCaseStarted(const stats::CaseRecord& record) {
  trace_.onCaseStarted(record);
  if (report_) report_->onCaseStarted(record);
  out_.flush();
}

// Flushed after each step, so that whoever reads a pipe sees it as it happens.
void CaseOutputs::onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) {
  trace_.onStepEnded(record, step);
  if (report_) report_->onStepEnded(record, step);
  out_.flush();
}

void CaseOutputs::onCaseEnded(const stats::CaseRecord& record) {
  trace_.onCaseEnded(record);
  if (report_) report_->onCaseEnded(record);
  out_.flush();
}

base::Result<> CaseOutputs::finish(bool success, const stats::ThresholdFigures& thresholds) {
  trace_.onRunEnded(success);
  for (const std::string& line : outputs::thresholdTable(thresholds, columns_))
    out_ << line << '\n';
  out_.flush();
  if (!report_) return {};
  report_->judged(thresholds);
  report_->onRunEnded(success);
  if (report_->error()) return base::fail(*report_->error());
  return {};
}

std::string resultsFolder(base::WallTime now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &local);
  return "results/" + std::string(text.data(), size);
}

}  // namespace hrp::cli
