// What holds of a user that waits or has ended: the table in user.hpp.

#include "engine/users/user.hpp"

namespace hrp::engine {

base::Finding User::checkInvariants() const {
  base::RuleCheck check("User");
  const auto state = [&](bool holds, const char* rule) {
    check.state(holds, rule, "user", id_, "phase", phase_, "at", at_);
  };
  const bool waits_for_time =
      phase_ == Phase::kYield || phase_ == Phase::kPause || phase_ == Phase::kPauseToBegin;
  const bool waits_in_step =
      phase_ == Phase::kPauseToBegin || phase_ == Phase::kStep || phase_ == Phase::kOutcome;
  const bool is_between = phase_ == Phase::kArrival || phase_ == Phase::kRow;
  state(phase_ != Phase::kRunning, "it waits or has ended");
  state(!waits_for_time || armed(), "what waits for a time has a timer");
  state(!waits_in_step || in_step_, "who waits in a step is in one");
  state(in_step_ || state_ == nullptr, "only a step under way has a state");
  state(!is_between || (!in_iteration_ && !in_step_), "between iterations there is no step");
  state(in_iteration_ || phase_ == Phase::kEnded || calls_.empty(),
        "testcases end with the iteration");
  state(!(in_iteration_ && arrival_), "an arrival is taken by the iteration that it is for");
  state(phase_ != Phase::kArrival || !arrival_, "who waits for an arrival has none");
  state(phase_ != Phase::kFunction || wait_ != nullptr,
        "who waits for a function says how to go on");
  if (phase_ == Phase::kFunction && wait_) {
    state(in_iteration_, "functions are called in iterations");
    state(wait_->resume != FunctionWait::Resume::kOutcome || in_step_,
          "the outcome of a step waits inside it");
    state(wait_->resume != FunctionWait::Resume::kIteration || !in_step_,
          "an iteration that begins has no step");
  }
  check.count(phase_ != Phase::kEnded || (!in_step_ && state_ == nullptr && wait_ == nullptr),
              "whoever ends leaves no step uncounted", "user", id_, "at", at_);
  return check.finding();
}

}  // namespace hrp::engine
