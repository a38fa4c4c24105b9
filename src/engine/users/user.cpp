#include "engine/users/user.hpp"

#include <utility>

#include "engine/users/step_observer.hpp"
#include "engine/users/variables.hpp"
#include "hrp/base/microseconds.hpp"

namespace hrp::engine {
namespace {

using base::ErrorKind;
using expression::Value;
using testcase::Operation;

// Operations that a user may run without waiting before the others get their turn.
constexpr int kOperationBudget = 256;

}  // namespace

User::User(UserHost& host, const UserOrder& order)
    : host_(host),
      id_(order.user_id),
      iterations_left_(order.iterations),
      available_since_(order.due),
      slots_(host.run.plan.programs.size()) {}

User::~User() = default;

void User::begin() {
  advance();
}

void User::stop() {
  stopping_ = true;
  if (phase_ == Phase::kOutcome || phase_ == Phase::kEnded || holdsOutcome()) return;
  end(false);
}

void User::abort() {
  stopping_ = true;
  end(false);
}

void User::end(bool by_itself) {
  if (phase_ == Phase::kEnded) return;
  if (phase_ == Phase::kArrival) host_.arrivals.leave(*this);
  if (phase_ == Phase::kRow) leaveRowQueue();
  if (phase_ == Phase::kFunction) {
    host_.desk.forget(wait_->ticket);
    wait_.reset();
  }
  if (armed()) host_.loop.cancel(*this);
  phase_ = Phase::kEnded;
  dropStep();
  if (host_.observer != nullptr && in_iteration_) host_.observer->interrupted(scope());
  host_.userEnded(*this, by_itself);
}

void User::wait(Phase phase, base::Duration time) {
  phase_ = phase;
  wait_started_ = host_.loop.now();
  base::TimePoint due = wait_started_ + time;
  if (in_iteration_) due = withinCaseTime(due);
  host_.loop.arm(*this, due);
}

void User::wakeUp(base::TimePoint since) {
  if (armed()) host_.loop.cancel(*this);
  phase_ = Phase::kRunning;
  available_since_ = since;
}

void User::onTimer() {
  const Phase phase = std::exchange(phase_, Phase::kRunning);
  available_since_ = host_.loop.now();
  switch (phase) {
    case Phase::kStep:
      return wakeStep(plan().kind, *this, Wake::kTimer);
    case Phase::kFunction:
      return functionTimeOver();
    case Phase::kPauseToBegin:
      if (!caseTimeIsOver() && !beginOperation()) return;
      break;
    default:
      break;
  }
  advance();
}

void User::advance() {
  walk();
  if constexpr (base::kCheckAllAfterEachStep) base::enforce(checkInvariants());
}

void User::walk() {
  for (int budget = kOperationBudget; budget > 0; --budget) {
    if (phase_ == Phase::kEnded) return;
    phase_ = Phase::kRunning;
    if (caseTimeIsOver() || observedTimeIsOver()) {
      dropStep();
      StepFailure failure = makeFailure(ErrorKind::kTimeout, "the case_timeout is over");
      failure->code = base::ErrorCode::kTimeout;
      endIteration(std::move(failure));
      continue;
    }
    if (in_iteration_ && at_ == program().operations.size()) {
      endIteration({});
      continue;
    }
    if (stopping_) return end(false);
    if (!in_iteration_) {
      if (!beginIteration()) return end(true);
      if (phase_ != Phase::kRunning) return;
      continue;
    }
    if (!runOperation()) return;
  }
  wait(Phase::kYield, base::Duration::zero());
}

bool User::caseTimeIsOver() const {
  const base::Duration limit = program().case_timeout;
  return in_iteration_ && limit.count() > 0 && host_.loop.now() >= iteration_started_ + limit;
}

bool User::observedTimeIsOver() const {
  return host_.observer != nullptr && in_iteration_ && at_ < program().operations.size() &&
         host_.observer->timeIsOver(host_.loop.now());
}

bool User::beginIteration() {
  if (iterations_left_ && *iterations_left_ <= 0) return false;
  if (host_.run.arrivals.on() && !arrival_) {
    awaitArrival();
    if (phase_ != Phase::kRunning) return true;
  }
  program_ = static_cast<std::uint32_t>(host_.run.plan.choice.choose(host_.random));
  at_ = 0;
  ++iteration_;
  if (program().parameters) return takeRow();
  openIteration({});
  return true;
}

void User::openIteration(std::optional<std::uint64_t> parameter_row) {
  iteration_started_ = host_.loop.now();
  in_iteration_ = true;
  if (arrival_) startArrived();
  prepareIteration(parameter_row);
}

void User::prepareIteration(std::optional<std::uint64_t> parameter_row) {
  beginEvaluation();
  const bool first = slots().empty();
  StepFailure failure = setUpVariables(program(), slots(), host_.functions);
  if (!failure && parameter_row) {
    const auto applied = program().parameters->apply(*parameter_row, host_.functions.random(),
                                                     slots(), host_.functions);
    if (!applied) {
      failure = scriptFailure("parameters: ", applied.error());
    }
  }
  if (waitsForFunction(FunctionWait::Resume::kIteration)) {
    wait_->parameter_row = parameter_row;
    if (first) slots().clear();  // all of it is evaluated again
    return;
  }
  if (host_.observer != nullptr) host_.observer->iterationBegan(iteration_, scope());
  const base::Duration pause = host_.functions.takePause();
  if (failure) {
    endIteration(std::move(failure));
  } else if (pause.count() > 0) {
    // Config variables with a `sleep`: advance() goes on from the timer.
    wait(Phase::kPause, pause);
  }
}

StepFailure User::assign(const std::vector<testcase::Assignment>& assignments) {
  return assignAll(assignments, slots(), host_.functions);
}

void User::endIteration(StepFailure failure) {
  // A failed step fails the referenced testcases that it is in, the innermost first.
  for (; !calls_.empty(); calls_.pop_back()) {
    const Call& call = calls_.back();
    recordTime(row(call.operation), call.started, failure);
    if (failure) failure->listed = true;
  }
  for (const auto& keep : kept_) keep->iterationOver(*this, !failure);
  recordTime(host_.rows.action(), iteration_started_ - delay_, failure);
  host_.recorder.transactionEnded(!failure);
  host_.recorder.iterationEnded();
  in_iteration_ = false;
  if (iterations_left_) --*iterations_left_;
  if (host_.observer != nullptr && !host_.observer->iterationEnded(failure, scope())) {
    iterations_left_ = 0;
  }
}

// The step at at_ is over: passed without a failure.
void User::stepOver(StepFailure&& failure) {
  if (host_.observer != nullptr) return observedStepOver(std::move(failure));
  if (failure) return endIteration(std::move(failure));
  ++at_;
}

void User::observedStepOver(StepFailure&& failure) {
  while (true) {
    const StepFlow::Decision decision = host_.observer->stepEnded(failure);
    switch (decision.next) {
      case StepFlow::Decision::Next::kGoTo:
        at_ = decision.operation;
        return;
      case StepFlow::Decision::Next::kFailCaller:
        at_ = calls_.back().operation;
        calls_.pop_back();
        break;
      case StepFlow::Decision::Next::kEndIteration:
        return endIteration(std::move(failure));
    }
  }
}

void User::over(StepFailure&& failure) {
  HRP_ASSERT(in_step_ && state_ == nullptr);
  in_step_ = false;
  phase_ = Phase::kRunning;
  const base::Duration pause = host_.functions.takePause();
  if (failure) {
    if (failure->kind == ErrorKind::kAborted) return end(false);
    failure->listed = true;
  }
  stepOver(std::move(failure));
  if (pause.count() > 0 && !stopping_) {
    available_since_ = host_.loop.now();
    return wait(Phase::kPause, pause);
  }
  advance();
}

bool User::runOperation() {
  const Operation& current = operation();
  const StepPlan& plan = this->plan();
  beginEvaluation();
  for (const expression::Slot slot : current.step_slots) slots()[slot] = expression::unsetValue();
  if (program().step_name_slot) {
    auto name = current.name.evaluate(scope());
    slots()[*program().step_name_slot] = name ? std::move(*name) : Value(current.name.source());
  }
  const bool again = wait_ != nullptr;  // with the answer of a function
  if (host_.observer != nullptr && !current.closes && !again) {
    host_.observer->stepBegan(at_, plan.record_type, scope());
  }
  StepFailure failure = prepareOperation(current, plan);
  if (waitsForFunction(FunctionWait::Resume::kOperation)) return false;
  const base::Duration pause = host_.functions.takePause();
  if (failure) {
    failUnbegun(std::move(failure));
    return true;
  }
  if (pause.count() > 0) {
    wait(Phase::kPauseToBegin, pause);
    return false;
  }
  return beginOperation();
}

StepFailure User::prepareOperation(const Operation& operation, const StepPlan& plan) {
  if (operation.broken) return scriptFailure({}, *operation.broken);
  if (!operation.variables.empty()) {
    if (StepFailure failure = assign(operation.variables)) return failure;
  }
  in_step_ = true;
  return prepareStep(plan.kind, *this);
}

bool User::beginOperation() {
  if (beginStep(plan().kind, *this) == Progress::kWaits) return false;
  HRP_ASSERT(state_ == nullptr);
  in_step_ = false;
  return true;
}

void User::failUnbegun(StepFailure failure) {
  if (plan().fails_in_row) {
    stats::Sample sample;
    sample.row = row();
    record(sample, failure);
    failure->listed = true;
  }
  dropStep();
  stepOver(std::move(failure));
}

void User::dropStep() {
  if (!in_step_) return;
  in_step_ = false;
  cancelStep(plan().kind, *this);
}

void User::enterCase() {
  calls_.push_back(Call{at_, host_.loop.clock().now()});
  ++at_;
}

void User::leaveCase() {
  HRP_ASSERT(!calls_.empty());
  const Call call = calls_.back();
  calls_.pop_back();
  recordTime(row(call.operation), call.started, {});
  if (host_.observer == nullptr) {
    ++at_;
    return;
  }
  at_ = call.operation;
  observedStepOver({});
}

void User::openClient() {
  client_.emplace(host_.clients, !host_.run.plan.settings.disable_keepalive);
}

stats::RowId User::internRow(std::size_t index) {
  const StepPlan& plan = programPlan().steps[index];
  const Operation& operation = program().operations[index];
  const bool own_name = !plan.row_name.empty();
  std::string text = plan.row_name;
  if (!own_name) {
    text = operation.name_prefix;
    if (!operation.name.appendTo(text, scope())) {
      text = operation.name_prefix + operation.name.source();
    }
  }
  const stats::RowId id = host_.recorder.internRow(plan.row_type, text, plan.in_total);
  if (own_name || operation.name.isConstant()) host_.rows.of({program_, index}) = id;
  return id;
}

void User::addFailure(const FailedStep& failure, stats::Sample& sample) {
  sample.error = failure.kind;
  sample.error_message = failure.message;
  sample.list_error = !failure.listed;
}

void User::recordTime(stats::RowId row, base::TimePoint from, const StepFailure& failure) {
  stats::Sample sample;
  sample.row = row;
  sample.latency_us = base::microseconds(host_.loop.clock().now() - from);
  record(sample, failure);
}

}  // namespace hrp::engine
