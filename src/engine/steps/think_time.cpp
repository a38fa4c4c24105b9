// Steps that let their user think.

#include "engine/steps/think_time.hpp"

#include <algorithm>
#include <cmath>

#include "engine/users/user.hpp"

namespace hrp::engine {

using testcase::ThinkTimeStep;

namespace {

base::Duration scaled(base::Duration time, double factor) {
  // A century; past it the product would not fit.
  constexpr double kLongest = 100.0 * 365 * 86'400 * 1e9;
  const double product = static_cast<double>(time.count()) * factor;
  return base::Duration(std::llround(std::clamp(product, 0.0, kLongest)));
}

// Inside a referenced testcase it has a row.
void thoughtOver(User& user, base::TimePoint from) {
  if (!user.operation().name_prefix.empty()) user.recordTime(user.row(), from, {});
}

}  // namespace

base::Duration thinkTime(const testcase::ThinkTimeStep& step, base::Random& random) {
  using Strategy = testcase::ThinkTimeStep::Strategy;
  base::Duration time = step.time;
  switch (step.strategy) {
    case Strategy::kDefault:
      break;
    case Strategy::kMultiply:
      time = scaled(time, step.low > 0 ? step.low : 1);
      break;
    case Strategy::kRandomPercentage:
      time = scaled(time, step.high > step.low ? random.between(step.low, step.high) : step.low);
      break;
    case Strategy::kIgnore:
      return base::Duration::zero();
  }
  if (step.limit.count() > 0) time = std::min(time, step.limit);
  return std::max(time, base::Duration::zero());
}

template <>
bool StepRun<ThinkTimeStep>::plan(const testcase::Operation& operation,
                                  const StepPlanning& /*with*/, StepPlan& plan) {
  if (testcase::stepIf<ThinkTimeStep>(operation) == nullptr) return false;
  plan.row_type = plan.record_type = "thinktime";
  return true;
}

template <>
StepFailure StepRun<ThinkTimeStep>::prepare(User& /*user*/) {
  return {};
}

template <>
Progress StepRun<ThinkTimeStep>::begin(User& user) {
  const base::Duration time = thinkTime(user.step<ThinkTimeStep>(), user.host().random);
  if (time.count() > 0) {
    user.waitFor(time);
    return Progress::kWaits;
  }
  thoughtOver(user, user.host().loop.now());
  user.stepOver({});
  return Progress::kGoesOn;
}

template <>
void StepRun<ThinkTimeStep>::woken(User& user, Wake /*by*/) {
  thoughtOver(user, user.waitStarted());
  user.over({});
}

template <>
void StepRun<ThinkTimeStep>::cancel(User& /*user*/) {}

}  // namespace hrp::engine
