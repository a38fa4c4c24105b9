#pragma once
// CaseReport: the files that `hrp run` leaves behind: the summary (--save-tests) as JSON in the
// structure of the Go version's summary.json, and the HTML report (--gen-html-report), one page
// that opens without a network. Both hold headers and bodies as they were sent, secrets too.
//
// CaseReport collects the records and writes when the run ends, as base::OutputFile does. Used by
// the thread that runs the testcases; the two build functions are pure.

#include <optional>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/outputs/case_output.hpp"
#include "hrp/stats/threshold_figure.hpp"

namespace hrp::outputs {

// A whole run, as the files show it.
struct CaseRun {
  std::vector<stats::CaseRecord> cases;
  bool success = true;
  std::string version;   // of hrp
  std::string platform;  // "linux-amd64"
  std::string folder{};  // files below it are shown relative to it
  stats::ThresholdFigures thresholds{};
};

// Never fail: bytes that are not UTF-8 are replaced.
[[nodiscard]] std::string buildCaseSummaryJson(const CaseRun& run);
[[nodiscard]] std::string buildHtmlReport(const CaseRun& run);

struct CaseReportOptions {
  std::string summary_file;  // empty: none
  std::string html_file;     // empty: none
  std::string version;
  std::string folder{};  // as CaseRun::folder
};

class CaseReport final : public CaseOutput {
 public:
  explicit CaseReport(CaseReportOptions options);

  // Makes the folders of the files; fails when a file could not be written.
  [[nodiscard]] base::Result<> open();

  void onCaseStarted(const stats::CaseRecord& record) override;
  void onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) override;
  void onCaseEnded(const stats::CaseRecord& record) override;
  // Before the end of the run.
  void judged(const stats::ThresholdFigures& thresholds) { run_.thresholds = thresholds; }
  // Writes the files; a failure is in error().
  void onRunEnded(bool success) override;

  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

 private:
  void write(const std::string& path, const std::string& content);
  [[nodiscard]] std::vector<std::string> files() const;

  CaseReportOptions options_;
  CaseRun run_;
  std::optional<base::Error> error_;
};

}  // namespace hrp::outputs
