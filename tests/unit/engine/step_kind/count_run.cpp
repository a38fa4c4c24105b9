// What a CountStep does for a user.

#include <utility>

#include "engine/users/user.hpp"
#include "unit/engine/step_kind/count_step.hpp"

namespace hrp::engine {

using testcase::CountStep;

namespace {

struct CountState final : StepState {
  std::string text;
};

void record(User& user) {
  const auto state = user.takeState<CountState>();
  stats::Sample sample;
  sample.row = user.row();
  sample.content_bytes = state->text.size();
  user.record(sample, {});
}

}  // namespace

template <>
bool StepRun<CountStep>::plan(const testcase::Operation& operation, const StepPlanning& /*with*/,
                              StepPlan& plan) {
  if (testcase::stepIf<CountStep>(operation) == nullptr) return false;
  plan.row_type = plan.record_type = "count";
  plan.in_total = true;
  plan.fails_in_row = true;
  return true;
}

template <>
StepFailure StepRun<CountStep>::prepare(User& user) {
  CountState& state = user.setState(std::make_unique<CountState>());
  const auto done = user.step<CountStep>().text.appendTo(state.text, user.scope());
  return done ? StepFailure() : scriptFailure("count: ", done.error());
}

template <>
Progress StepRun<CountStep>::begin(User& user) {
  const base::Duration wait = user.step<CountStep>().wait;
  if (wait.count() > 0) {
    user.waitFor(wait);
    return Progress::kWaits;
  }
  record(user);
  user.stepOver({});
  return Progress::kGoesOn;
}

template <>
void StepRun<CountStep>::woken(User& user, Wake /*by*/) {
  record(user);
  user.over({});
}

template <>
void StepRun<CountStep>::cancel(User& user) {
  user.takeState<CountState>().reset();
}

}  // namespace hrp::engine
