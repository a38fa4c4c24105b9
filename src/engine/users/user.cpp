#include "engine/users/user.hpp"

#include <algorithm>
#include <utility>

#include "engine/users/choices.hpp"
#include "engine/users/step_observer.hpp"
#include "engine/users/user_sockets.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/base/microseconds.hpp"

namespace hrp::engine {
namespace {

using base::ErrorKind;
using expression::Scope;
using expression::Value;
using testcase::Operation;

// Operations that a user may run without waiting before the others get their turn.
constexpr int kOperationBudget = 256;

const Value* valueOf(const expression::VariableRef& variable, const std::vector<Value>& slots) {
  for (std::size_t i = 0; i < variable.count; ++i) {
    const Value& value = slots[variable.candidates[i]];
    if (expression::isSet(value)) return &value;
  }
  return nullptr;
}

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
  if (phase_ == Phase::kExchange || phase_ == Phase::kEnded || holdsAnswer()) return;
  end(false);
}

void User::abort() {
  if (phase_ == Phase::kEnded) return;
  stopping_ = true;
  if (holdsAnswer()) return dropAnswer();
  if (phase_ == Phase::kExchange) {
    cancelExchange();
    if (flight_->bytes_sent > 0) return requestAborted();
  }
  end(false);
}

void User::end(bool by_itself) {
  if (phase_ == Phase::kEnded) return;
  if (phase_ == Phase::kPace) host_.pace.leave(*this);
  if (phase_ == Phase::kArrival) host_.arrivals.leave(*this);
  if (phase_ == Phase::kRendezvous) leaveRendezvous();
  if (phase_ == Phase::kRow) leaveRowQueue();
  if (phase_ == Phase::kFunction) forgetFunction();
  if (armed()) host_.loop.cancel(*this);
  phase_ = Phase::kEnded;
  releaseFlight();
  if (host_.observer != nullptr && in_iteration_) host_.observer->interrupted(scope());
  host_.userEnded(*this, by_itself);
}

void User::wait(Phase phase, base::Duration time) {
  phase_ = phase;
  wait_started_ = host_.loop.now();
  base::TimePoint due = wait_started_ + time;
  const base::Duration limit = program().case_timeout;
  if (limit.count() > 0 && in_iteration_) due = std::min(due, iteration_started_ + limit);
  host_.loop.arm(*this, due);
}

void User::onTimer() {
  const Phase phase = std::exchange(phase_, Phase::kRunning);
  available_since_ = host_.loop.now();
  switch (phase) {
    case Phase::kThink:
      thinkingOver();
      break;
    case Phase::kPauseToSend:
      if (caseTimeIsOver()) break;
      return send();
    case Phase::kRendezvous:
      return rendezvousTimeOver();
    case Phase::kFunction:
      return functionTimeOver();
    default:
      break;
  }
  advance();
}

void User::advance() {
  for (int budget = kOperationBudget; budget > 0; --budget) {
    if (phase_ == Phase::kEnded) return;
    phase_ = Phase::kRunning;
    if (caseTimeIsOver() || observedTimeIsOver()) {
      releaseFlight();
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
  host_.functions.enter(id_, iteration_);
  const bool first = slots().empty();
  StepFailure failure = setUpIteration();
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

StepFailure User::setUpIteration() {
  std::vector<Value>& slots = this->slots();
  if (slots.size() != program().slot_count) {
    slots.assign(program().slot_count, expression::unsetValue());
    for (const auto& [slot, value] : program().fixed_variables) slots[slot] = value;
    StepFailure failure = assign(program().config_variables);
    if (failure) {
      slots.clear();  // the next iteration tries again
      failure->message = "config.variables: " + failure->message;
      return failure;
    }
  } else {
    for (const expression::Slot slot : program().session_slots) {
      slots[slot] = expression::unsetValue();
    }
  }
  return {};
}

StepFailure User::assign(const std::vector<testcase::Assignment>& assignments) {
  std::vector<Value>& slots = this->slots();
  for (const testcase::Assignment& assignment : assignments) {
    if (assignment.value.isConstant()) {
      slots[assignment.slot] = assignment.value.constant();
      continue;
    }
    auto value = assignment.value.evaluate(scope());
    if (!value) {
      StepFailure failure = scriptFailure("variables." + assignment.name + ": ", value.error());
      // Names that variables refer to have a code of their own, wherever the variables stand.
      if (failure->code == base::ErrorCode::kUndefinedVariable) {
        failure->code = base::ErrorCode::kBadVariables;
      }
      return failure;
    }
    slots[assignment.slot] = std::move(*value);
  }
  return {};
}

void User::endIteration(StepFailure failure) {
  // A failed step fails the referenced testcases that it is in, the innermost first.
  for (; !calls_.empty(); calls_.pop_back()) {
    const Call& call = calls_.back();
    const auto& step = std::get<testcase::CallStep>(program().operations[call.operation].action);
    recordTime(row(call.operation, {"testcase", step.row_name, false}), call.started, failure);
    if (failure) failure->listed = true;
  }
  for (const Transaction& open : transactions_) {
    recordTransaction(open.operation, open.started, !failure);
  }
  transactions_.clear();
  recordTime(host_.rows.action(), iteration_started_ - delay_, failure);
  host_.recorder.transactionEnded(!failure);
  host_.recorder.iterationEnded();
  in_iteration_ = false;
  if (sockets_) sockets_->closeAll();
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

bool User::runOperation() {
  const Operation& current = operation();
  host_.functions.enter(id_, iteration_);
  for (const expression::Slot slot : current.step_slots) slots()[slot] = expression::unsetValue();
  if (program().step_name_slot) {
    auto name = current.name.evaluate(scope());
    slots()[*program().step_name_slot] = name ? std::move(*name) : Value(current.name.source());
  }
  const bool returns = std::holds_alternative<testcase::ReturnStep>(current.action);
  const bool again = wait_ != nullptr;  // with the answer of a function
  if (host_.observer != nullptr && !returns && !again) host_.observer->stepBegan(at_, scope());
  if (std::holds_alternative<testcase::RequestStep>(current.action)) {
    return startExchange(&User::prepareRequest);
  }
  if (std::holds_alternative<testcase::WebSocketStep>(current.action)) {
    return startExchange(&User::prepareSocket);
  }
  StepFailure failure;
  if (current.broken) {
    failure = scriptFailure({}, *current.broken);
  } else if (!current.variables.empty()) {
    failure = assign(current.variables);
  }
  if (waitsForFunction(FunctionWait::Resume::kOperation)) return false;
  if (failure) {
    if (const auto* call = std::get_if<testcase::CallStep>(&current.action)) {
      recordTime(row(at_, {"testcase", call->row_name, false}), host_.loop.clock().now(), failure);
      failure->listed = true;
    }
    stepOver(std::move(failure));
    return true;
  }
  const base::Duration pause = host_.functions.takePause();
  if (const auto* step = std::get_if<testcase::ThinkTimeStep>(&current.action)) {
    return think(*step);
  }
  if (std::holds_alternative<testcase::RendezvousStep>(current.action)) return meet();
  if (const auto* step = std::get_if<testcase::TransactionStep>(&current.action)) {
    transaction(*step);
    stepOver({});
  } else if (const auto* call = std::get_if<testcase::CallStep>(&current.action)) {
    enterCase(*call);
  } else if (const auto* back = std::get_if<testcase::ReturnStep>(&current.action)) {
    leaveCase(*back);
  }
  if (phase_ == Phase::kFunction) return false;
  if (!in_iteration_ || pause.count() == 0) return true;
  wait(Phase::kPause, pause);
  return false;
}

bool User::think(const testcase::ThinkTimeStep& step) {
  const base::Duration time = thinkTime(step, host_.random);
  if (time.count() == 0) {
    wait_started_ = host_.loop.now();
    thinkingOver();
    return true;
  }
  wait(Phase::kThink, time);
  return false;
}

void User::thinkingOver() {
  if (!operation().name_prefix.empty()) {
    recordTime(row(at_, {"thinktime", {}, false}), wait_started_, {});
  }
  stepOver({});
}

void User::transaction(const testcase::TransactionStep& step) {
  const auto same = [&](const Transaction& open) {
    const auto& start =
        std::get<testcase::TransactionStep>(program().operations[open.operation].action);
    return start.name == step.name &&
           program().operations[open.operation].name_prefix == operation().name_prefix;
  };
  const auto open = std::find_if(transactions_.begin(), transactions_.end(), same);
  if (step.edge == testcase::TransactionStep::Edge::kStart) {
    const Transaction begun{at_, host_.loop.clock().now()};
    if (open == transactions_.end()) {
      transactions_.push_back(begun);
    } else {
      *open = begun;
    }
    return;
  }
  // A failed step ends its iteration, so no step failed since the start.
  const bool known = open != transactions_.end();
  recordTransaction(at_, known ? open->started : iteration_started_, true);
  if (known) transactions_.erase(open);
}

void User::recordTransaction(std::uint32_t operation, base::TimePoint started, bool passed) {
  const Operation& step = program().operations[operation];
  const std::string name = step.name_prefix + std::get<testcase::TransactionStep>(step.action).name;
  const stats::RowId id = host_.recorder.internRow(stats::kTransactionType, name, false);
  StepFailure failure;
  if (!passed) {
    failure = makeFailure(ErrorKind::kCheck, {});
    failure->listed = true;
  }
  recordTime(id, started, failure);
  host_.recorder.transactionEnded(passed);
}

void User::enterCase(const testcase::CallStep& step) {
  std::vector<Value>& slots = this->slots();
  std::vector<std::pair<expression::Slot, Value>> inputs;
  inputs.reserve(step.inputs.size());
  for (const auto& [from, to] : step.inputs) {
    if (const Value* value = valueOf(from, slots)) inputs.emplace_back(to, *value);
  }
  for (const expression::Slot slot : step.cleared) slots[slot] = expression::unsetValue();
  for (auto& [slot, value] : inputs) slots[slot] = std::move(value);
  calls_.push_back(Call{at_, host_.loop.clock().now()});
  StepFailure failure = assign(step.config_variables);
  if (waitsForFunction(FunctionWait::Resume::kOperation)) {
    calls_.pop_back();  // entered again with the answer
    return;
  }
  if (!failure) {
    ++at_;
    return;
  }
  if (host_.observer != nullptr) calls_.pop_back();
  stepOver(std::move(failure));
}

void User::leaveCase(const testcase::ReturnStep& step) {
  std::vector<Value>& slots = this->slots();
  for (const auto& [from, to] : step.outputs) {
    // An export that nothing set is null, as it is in a summary.
    const Value* value = valueOf(from, slots);
    Value copy = value != nullptr ? *value : Value(nullptr);
    slots[to] = std::move(copy);
  }
  HRP_ASSERT(!calls_.empty());
  const Call call = calls_.back();
  calls_.pop_back();
  const auto& entered = std::get<testcase::CallStep>(program().operations[call.operation].action);
  recordTime(row(call.operation, {"testcase", entered.row_name, false}), call.started, {});
  if (host_.observer == nullptr) {
    ++at_;
    return;
  }
  at_ = call.operation;
  observedStepOver({});
}

stats::RowId User::row(std::size_t index, const RowName& name) {
  const Operation& step = program().operations[index];
  stats::RowId& known = host_.rows.of({program_, index});
  if (known != RowTable::kUnknown) return known;
  std::string text(name.name);
  const bool own_name = !name.name.empty();
  if (!own_name) {
    text = step.name_prefix;
    if (!step.name.appendTo(text, scope())) text = step.name_prefix + step.name.source();
  }
  const stats::RowId id = host_.recorder.internRow(name.type, text, name.in_total);
  if (own_name || step.name.isConstant()) known = id;
  return id;
}

void User::recordTime(stats::RowId row, base::TimePoint from, const StepFailure& failure) {
  stats::Sample sample;
  sample.row = row;
  sample.latency_us = base::microseconds(host_.loop.clock().now() - from);
  addFailure(failure, sample);
  host_.recorder.record(sample);
}

void User::addFailure(const StepFailure& failure, stats::Sample& sample) {
  if (failure == nullptr) return;
  sample.error = failure->kind;
  sample.error_message = failure->message;
  sample.list_error = !failure->listed;
}

}  // namespace hrp::engine
