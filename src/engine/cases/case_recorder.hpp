#pragma once
// CaseRecorder: the observer of a testcase that is run once: turns what its user does into
// CaseRecords and hands them to a listener. One user's, on its thread.

#include <string>
#include <vector>

#include "engine/users/step_observer.hpp"
#include "hrp/engine/case_run.hpp"
#include "hrp/stats/case_record.hpp"

namespace hrp::engine {

class CaseRecorder final : public StepObserver {
 public:
  struct Parts {
    const base::Clock& clock;
    const testcase::Program& program;
    CaseListener& listener;
    std::int64_t iterations = 1;
    bool continue_on_failure = false;
    base::Duration case_timeout{};  // 0: none
  };
  explicit CaseRecorder(const Parts& parts);

  [[nodiscard]] const CaseOutcome& outcome() const { return outcome_; }

  void iterationBegan(std::int64_t iteration, const expression::Scope& scope) override;
  bool timeIsOver(base::TimePoint now) override;
  void stepBegan(std::uint32_t operation, std::string_view type,
                 const expression::Scope& scope) override;
  void stepCountsFrom(base::TimePoint started) override;
  void exchangeBegan(stats::RequestRecord&& sent) override;
  void exchangeEnded(const http::ExchangeTrace& trace, ShownAnswer* answer) override;
  void extracted(const testcase::Extraction& extraction, const expression::Value& value) override;
  void checked(const Outcome& outcome) override;
  void judgedAgain() override;
  StepFlow::Decision stepEnded(const StepFailure& failure) override;
  bool iterationEnded(const StepFailure& failure, const expression::Scope& scope) override;
  void interrupted(const expression::Scope& scope) override;

 private:
  // A step that has not ended, one of its repetitions.
  struct OpenStep {
    stats::StepRecord record;
    base::TimePoint started{};
    bool has_children = false;  // a testcase step: they are its records
  };

  void closeStep(const StepFailure& failure);
  void failed(const FailedStep& failure);
  void closeCase(const expression::Scope& scope);
  [[nodiscard]] std::vector<stats::NamedText> valuesOf(
      const std::vector<testcase::NamedVariable>& names, const expression::Scope& scope) const;

  const Parts parts_;
  StepFlow flow_;
  const base::TimePoint file_started_;
  CaseOutcome outcome_;
  stats::CaseRecord case_;
  base::TimePoint case_started_{};
  std::vector<OpenStep> open_;
};

}  // namespace hrp::engine
