#include "hrp/runner/worker_machine.hpp"

#include <algorithm>
#include <utility>

namespace hrp::runner {

using base::RunState;

std::vector<WorkerAction> WorkerMachine::step(const WorkerEvent& event) {
  Actions actions = std::visit([this](const auto& known) { return on(known); }, event);
  base::enforce(checkInvariants());
  return actions;
}

WorkerMachine::Actions WorkerMachine::on(const NewRun& event) {
  const RunState before = state_;
  *this = WorkerMachine();
  drain_ = event.drain;
  // Until its first order a worker shows where the run before left it.
  state_ = before == RunState::kStopped ? before : RunState::kReady;
  return {};
}

WorkerMachine::Actions WorkerMachine::on(const EngineOrder& order) {
  // Orders may come twice or late; each is applied once and in turn.
  if (stop_ordered_ || isFailure(ending_) || order.epoch != applied_ + 1) return {};
  applied_ = order.epoch;
  state_ = RunState::kSpawning;
  ending_ = WorkerEnding::kNone;
  return {ApplyOrder{order}, Announce{Announce::What::kSpawning}};
}

WorkerMachine::Actions WorkerMachine::on(const EngineUpdate& update) {
  Actions actions;
  if (ending_ != WorkerEnding::kNone) return actions;
  users_ = update.users;
  users_peak_ = std::max({users_peak_, update.users, update.users_peak});
  target_users_ = update.target_users;
  if (!update.fatal.empty() && failure_.empty()) {
    failure_ = update.fatal;
    failed_for_all_ = update.fatal_for_all;
    if (!stop_ordered_) {
      stop_ordered_ = true;
      state_ = RunState::kStopping;
      actions.emplace_back(StopEngine{drain_});
    }
  }
  // An older figure does not know the users of the last order.
  if (update.epoch != applied_) return actions;
  if (update.finished) {
    if (!failure_.empty()) {
      end(failed_for_all_ ? WorkerEnding::kFailedForAll : WorkerEnding::kFailed, actions);
    } else {
      end(stop_ordered_ ? WorkerEnding::kStopped : WorkerEnding::kDone, actions);
    }
  } else if (update.spawned && state_ == RunState::kSpawning) {
    state_ = RunState::kRunning;
    spawned_ = applied_;
    actions.emplace_back(Announce{Announce::What::kSpawned});
  }
  return actions;
}

WorkerMachine::Actions WorkerMachine::on(const StopOrder& order) {
  const bool first = !std::exchange(stop_ordered_, true);
  if (ending_ != WorkerEnding::kNone) {
    if (!first) return {};
    ending_ = WorkerEnding::kStopped;
    return {StopEngine{order.drain}, Announce{Announce::What::kEnded}};
  }
  state_ = RunState::kStopping;
  return {StopEngine{order.drain}};
}

void WorkerMachine::end(WorkerEnding ending, Actions& actions) {
  ending_ = ending;
  state_ = RunState::kStopped;
  users_ = target_users_ = 0;
  if (ending == WorkerEnding::kDone) spawned_ = applied_;
  actions.emplace_back(Announce{Announce::What::kEnded});
}

bool WorkerMachine::stateFitsOrders() const {
  const bool ended = ending_ != WorkerEnding::kNone;
  switch (state_) {
    case RunState::kReady:
      return !ended && applied_ == 0 && !stop_ordered_;
    case RunState::kSpawning:
      return !ended && spawned_ < applied_ && !stop_ordered_;
    case RunState::kRunning:
      return !ended && applied_ > 0 && spawned_ == applied_ && !stop_ordered_;
    case RunState::kStopping:
      return !ended && stop_ordered_;
    case RunState::kStopped:
      return ended || (applied_ == 0 && !stop_ordered_);
    case RunState::kQuitting:
    case RunState::kMissing:
      break;
  }
  return false;
}

bool WorkerMachine::endingFitsStop() const {
  switch (ending_) {
    case WorkerEnding::kNone:
      return failure_.empty() || stop_ordered_;
    case WorkerEnding::kDone:
      return failure_.empty() && !stop_ordered_ && spawned_ == applied_;
    case WorkerEnding::kStopped:
      return failure_.empty() && stop_ordered_;
    case WorkerEnding::kFailed:
    case WorkerEnding::kFailedForAll:
      break;
  }
  return !failure_.empty() && stop_ordered_;
}

base::Finding WorkerMachine::checkInvariants() const {
  base::RuleCheck check("WorkerMachine");
  check.state(stateFitsOrders(), "the state fits the orders", "state", state_, "ending", ending_,
              "applied", applied_, "spawned", spawned_, "stop_ordered", stop_ordered_);
  check.state(endingFitsStop(), "the ending fits the stop and the failure", "ending", ending_,
              "stop_ordered", stop_ordered_, "failure", failure_);
  check.state(spawned_ <= applied_, "only applied orders have spawned", "spawned", spawned_,
              "applied", applied_);
  check.state(users_ <= users_peak_, "no more users than the peak", "users", users_, "peak",
              users_peak_);
  check.state(ending_ == WorkerEnding::kNone || (users_ == 0 && target_users_ == 0),
              "who ended has no users", "users", users_, "target", target_users_);
  return check.finding();
}

}  // namespace hrp::runner
