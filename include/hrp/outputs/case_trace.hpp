#pragma once
// CaseTrace: the readable trace of `hrp run`: each step with its requests and responses, the values
// it extracted, its checks and times, and at the end a table over files and iterations.
// Header and body values are shown as sent, secrets too: people look for a wrong one here.
//
// Used by the thread that runs the testcases; writes only to the stream it was given, which must
// outlive it. Whatever servers send is made safe for a terminal.

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/outputs/case_output.hpp"

namespace hrp::outputs {

struct CaseTraceOptions {
  bool colours = false;       // ANSI; the caller looks at the terminal and NO_COLOR
  bool show_requests = true;  // false: --log-requests-off
  bool show_times = false;    // --http-stat
  std::size_t columns = 0;    // of the closing table; 0: as wide as it is
  std::string folder{};       // files below it are shown relative to it
};

class CaseTrace final : public CaseOutput {
 public:
  CaseTrace(std::ostream& out, CaseTraceOptions options);

  void onCaseStarted(const stats::CaseRecord& record) override;
  void onStepEnded(const stats::CaseRecord& record, const stats::StepRecord& step) override;
  void onCaseEnded(const stats::CaseRecord& record) override;
  void onRunEnded(bool success) override;

 private:
  struct CaseResult {
    std::string file;
    std::string name;
    std::string iteration;  // "2/3"
    std::size_t passed = 0;
    std::size_t failed = 0;
    base::Duration elapsed{};
    bool success = true;
  };

  void writeExchange(const stats::ExchangeRecord& exchange);
  void writeMessage(char mark, const std::vector<stats::NamedText>& headers,
                    const std::string& body);
  void writeCheck(const stats::CheckRecord& check);
  void writeTimes(const stats::ExchangeRecord& exchange);
  void writeLabelled(const char* label, const std::string& text);
  void writeTable(bool success);
  [[nodiscard]] std::string verdict(bool success) const;
  [[nodiscard]] std::string painted(const char* colour, const std::string& text) const;

  std::ostream& out_;
  CaseTraceOptions options_;
  std::size_t steps_ = 0;  // of the case that runs
  std::vector<CaseResult> results_;
};

}  // namespace hrp::outputs
