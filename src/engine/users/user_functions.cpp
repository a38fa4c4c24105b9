// A user that waits for the answer of a custom function: it is suspended after an evaluation that
// needs one, and evaluates again with it. The rest of the user is in user.cpp.

#include <algorithm>
#include <utility>

#include "engine/users/user.hpp"

namespace hrp::engine {

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
  wakeUp(host_.loop.now());
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
    case Resume::kOutcome:
      wakeStep(plan().kind, *this, Wake::kAnswer);
      break;
  }
}

// A request that was answered is in the statistics whatever becomes of its step.
bool User::holdsOutcome() const {
  return phase_ == Phase::kFunction && wait_->resume == Resume::kOutcome;
}

void User::functionTimeOver() {
  host_.desk.forget(wait_->ticket);
  const bool begun = wait_->resume == Resume::kOutcome;
  wait_.reset();
  phase_ = Phase::kRunning;
  if (begun) return wakeStep(plan().kind, *this, Wake::kTimer);
  advance();  // which ends the iteration
}

}  // namespace hrp::engine
