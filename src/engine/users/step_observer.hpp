#pragma once
// StepObserver: sees what one user does step by step and says where it goes on: for a testcase that
// is run once. A user under load has none, and pays one null check for it.
//
// The user calls every method on its thread; what is passed lives for the call only.

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/responses/step_checks.hpp"
#include "engine/users/step_flow.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/http/exchange.hpp"
#include "hrp/stats/case_record.hpp"

namespace hrp::engine {

// An answer as it is shown.
struct ShownAnswer {
  stats::ResponseRecord response;
  std::uint64_t content_bytes = 0;
  std::string request_version;  // of the exchange, where only the answer tells it; may be empty
};

class StepObserver : public CheckObserver {
 public:
  virtual void iterationBegan(std::int64_t iteration, const expression::Scope& scope) = 0;
  // Asked between steps; true ends the iteration with a failure.
  [[nodiscard]] virtual bool timeIsOver(base::TimePoint now) = 0;
  // The slots hold the session, not yet the step's variables. `type`: of the step's record.
  virtual void stepBegan(std::uint32_t operation, std::string_view type,
                         const expression::Scope& scope) = 0;
  // The time of the step that began last counts from here instead.
  virtual void stepCountsFrom(base::TimePoint started) = 0;
  // Something is sent; redirects make several exchanges in one step.
  virtual void exchangeBegan(stats::RequestRecord&& sent) = 0;
  // It is over; without an answer when there is none.
  virtual void exchangeEnded(const http::ExchangeTrace& trace, ShownAnswer* answer) = 0;
  // The response is judged again: what extracted() and checked() told of the step does not count.
  virtual void judgedAgain() = 0;
  // The step that began last and has not ended; for a testcase step, after the steps in it.
  [[nodiscard]] virtual StepFlow::Decision stepEnded(const StepFailure& failure) = 0;
  // False when the user is to end.
  [[nodiscard]] virtual bool iterationEnded(const StepFailure& failure,
                                            const expression::Scope& scope) = 0;
  // The user was made to end in the middle of an iteration.
  virtual void interrupted(const expression::Scope& scope) = 0;
};

}  // namespace hrp::engine
