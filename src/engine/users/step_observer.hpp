#pragma once
// StepObserver: sees what one user does step by step and says where it goes on: for a testcase that
// is run once. A user under load has none, and pays one null check for it.
//
// The user calls every method on its thread; what is passed lives for the call only.

#include <cstdint>

#include "engine/requests/request_renderer.hpp"
#include "engine/responses/step_checks.hpp"
#include "engine/users/step_flow.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/http/exchange.hpp"
#include "hrp/http/websocket.hpp"

namespace hrp::engine {

class StepObserver : public CheckObserver {
 public:
  virtual void iterationBegan(std::int64_t iteration, const expression::Scope& scope) = 0;
  // Asked between steps; true ends the iteration with a failure.
  [[nodiscard]] virtual bool timeIsOver(base::TimePoint now) = 0;
  // The slots hold the session, not yet the step's variables.
  virtual void stepBegan(std::uint32_t operation, const expression::Scope& scope) = 0;
  // An exchange begins; redirects make several in one step.
  virtual void requestSent(const RenderedRequest& request) = 0;
  virtual void answered(const http::Response& response, const http::ExchangeTrace& trace) = 0;
  virtual void notAnswered(const http::ExchangeTrace& trace) = 0;
  // An operation on a WebSocket, one for each of its steps; `request` is complete when it opens.
  virtual void socketStarted(http::SocketAction action, const RenderedRequest& request) = 0;
  virtual void socketEnded(const http::SocketResult& result) = 0;
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
