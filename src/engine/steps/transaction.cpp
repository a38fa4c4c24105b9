// Steps at which a transaction begins or ends.

#include "engine/steps/transaction.hpp"

#include <algorithm>

#include "engine/users/step_observer.hpp"

namespace hrp::engine {

using testcase::TransactionStep;

namespace {

void recordTransaction(User& user, std::uint32_t operation, base::TimePoint started, bool passed) {
  StepFailure failure;
  if (!passed) {
    failure = makeFailure(base::ErrorKind::kCheck, {});
    failure->listed = true;
  }
  user.recordTime(user.row(operation), started, failure);
  user.host().recorder.transactionEnded(passed);
}

}  // namespace

template <>
bool StepRun<TransactionStep>::plan(const testcase::Operation& operation,
                                    const StepPlanning& /*with*/, StepPlan& plan) {
  const auto* step = testcase::stepIf<TransactionStep>(operation);
  if (step == nullptr) return false;
  plan.row_type = stats::kTransactionType;
  plan.row_name = operation.name_prefix + step->name;
  plan.record_type = "transaction";
  return true;
}

template <>
StepFailure StepRun<TransactionStep>::prepare(User& /*user*/) {
  return {};
}

template <>
Progress StepRun<TransactionStep>::begin(User& user) {
  OpenTransactions& open = OpenTransactions::of(user);
  if (user.step<TransactionStep>().edge == TransactionStep::Edge::kStart) {
    open.begin(user);
  } else {
    // A failed step ends its iteration, so no step failed since the start.
    const base::TimePoint started = open.end(user);
    recordTransaction(user, user.at(), started, true);
    if (user.host().observer != nullptr) user.host().observer->stepCountsFrom(started);
  }
  user.stepOver({});
  return Progress::kGoesOn;
}

template <>
void StepRun<TransactionStep>::woken(User& /*user*/, Wake /*by*/) {}

template <>
void StepRun<TransactionStep>::cancel(User& /*user*/) {}

OpenTransactions& OpenTransactions::of(User& user) {
  if (auto* const known = user.kept<OpenTransactions>(); known != nullptr) return *known;
  user.keep(std::make_unique<OpenTransactions>());
  return *user.kept<OpenTransactions>();
}

// A transaction is known by the name of its row, at its start and its end.
std::vector<OpenTransactions::Open>::iterator OpenTransactions::find(User& user) {
  const std::string& name = user.plan().row_name;
  return std::find_if(open_.begin(), open_.end(), [&](const Open& open) {
    return user.planOf(open.operation).row_name == name;
  });
}

void OpenTransactions::begin(User& user) {
  const Open begun{user.at(), user.host().loop.clock().now()};
  const auto open = find(user);
  if (open == open_.end()) {
    open_.push_back(begun);
  } else {
    *open = begun;
  }
}

base::TimePoint OpenTransactions::end(User& user) {
  const auto open = find(user);
  if (open == open_.end()) return user.iterationStarted();
  const base::TimePoint started = open->started;
  open_.erase(open);
  return started;
}

void OpenTransactions::iterationOver(User& user, bool passed) {
  for (const Open& open : open_) recordTransaction(user, open.operation, open.started, passed);
  open_.clear();
}

}  // namespace hrp::engine
