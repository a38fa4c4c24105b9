// A user that waits for the answer of a custom function: it is suspended after an evaluation that
// needs one, and evaluates again with it. The rest of the user is in user.cpp.

#include <algorithm>
#include <utility>

#include "engine/users/step_observer.hpp"
#include "engine/users/user.hpp"

namespace hrp::engine {

using base::ErrorKind;
using Resume = FunctionWait::Resume;

bool User::suspended(Resume resume) {
  if (!host_.functions.pending()) {
    wait_.reset();
    return false;
  }
  if (!wait_) wait_ = std::make_unique<FunctionWait>();
  auto [call, log] = host_.functions.suspend();
  wait_->resume = resume;
  wait_->log = std::move(log);
  wait_->function = call.name;
  wait_->called = host_.loop.clock().now();
  // The users of a worker have every worker_count-th number: without the division they would all
  // use the same processes when the two counts have a common factor.
  const auto workers = std::max<std::uint64_t>(1, host_.run.plan.settings.worker_count);
  wait_->ticket =
      host_.desk.call(std::move(call), static_cast<std::uint64_t>(id_ - 1) / workers, *this);
  phase_ = Phase::kFunction;
  const base::Duration limit = program().case_timeout;
  if (limit.count() > 0) host_.loop.arm(*this, iteration_started_ + limit);
  return true;
}

void User::onAnswer(base::Result<expression::Value> answer) {
  const base::TimePoint now = host_.loop.clock().now();
  host_.recorder.functionCalled(now - wait_->called, !answer);
  if (armed()) host_.loop.cancel(*this);
  phase_ = Phase::kRunning;
  available_since_ = host_.loop.now();
  if (caseTimeIsOver()) return functionTimeOver();
  wait_->log.answers.emplace_back(wait_->function, std::move(answer));
  host_.functions.repeat(std::move(wait_->log));
  switch (wait_->resume) {
    case Resume::kIteration:
      prepareIteration(wait_->parameter_row);
      if (phase_ == Phase::kRunning) advance();
      break;
    case Resume::kOperation:
      if (runOperation()) advance();
      break;
    case Resume::kResponse:
      judgeAgain();
      break;
  }
}

void User::judgeAgain() {
  StepFailure failure = judge(wait_->response->response(), wait_->response->body(), wait_->shape);
  stats::Sample sample = wait_->sample;
  if (!waitsForFunction(Resume::kResponse)) finishRequest(std::move(failure), sample);
}

std::vector<std::pair<expression::Slot, expression::Value>> User::valuesBefore() {
  std::vector<std::pair<expression::Slot, expression::Value>> before;
  if (!host_.functions.mayWait()) return before;
  const auto keep = [&](expression::Slot slot) { before.emplace_back(slot, slots()[slot]); };
  const auto* step = std::get_if<testcase::RequestStep>(&operation().action);
  for (const auto& extraction : step != nullptr ? step->extractions : webSocket().extractions) {
    keep(extraction.slot);
  }
  if (step == nullptr) return before;
  for (const testcase::Hook& hook : step->teardown_hooks) {
    if (hook.effect == testcase::Hook::Effect::kAssign) keep(hook.slot);
  }
  return before;
}

void User::keepResponse(const http::Response& response, std::string_view body,
                        std::vector<std::pair<expression::Slot, expression::Value>> before) {
  if (!wait_) wait_ = std::make_unique<FunctionWait>();
  if (!wait_->response) {
    wait_->response.emplace(response, body);
    wait_->before = std::move(before);
  }
  if (host_.observer != nullptr) host_.observer->judgedAgain();
  // An expression may read a variable that the same step extracts: the value it had.
  for (const auto& [slot, value] : wait_->before) slots()[slot] = value;
}

// A request that was answered is in the statistics whatever becomes of its step.
bool User::holdsAnswer() const {
  return phase_ == Phase::kFunction && wait_->resume == Resume::kResponse;
}

void User::forgetFunction() {
  host_.desk.forget(wait_->ticket);
  wait_.reset();
}

void User::functionTimeOver() {
  host_.desk.forget(wait_->ticket);
  const auto wait = std::move(wait_);
  phase_ = Phase::kRunning;
  if (wait->resume != Resume::kResponse) return advance();  // which ends the iteration
  StepFailure failure = makeFailure(ErrorKind::kTimeout, "the case_timeout is over");
  failure->code = base::ErrorCode::kTimeout;
  finishRequest(std::move(failure), wait->sample);
}

void User::dropAnswer() {
  forgetFunction();
  requestAborted();
}

}  // namespace hrp::engine
