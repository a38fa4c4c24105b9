// Steps that run another testcase: entering it, its own operations, leaving it.

#include <utility>

#include "engine/users/user.hpp"
#include "engine/users/variables.hpp"

namespace hrp::engine {

using expression::Value;
using testcase::CallStep;

template <>
bool StepRun<CallStep>::plan(const testcase::Operation& operation, const StepPlanning& /*with*/,
                             StepPlan& plan) {
  const auto* step = testcase::stepIf<CallStep>(operation);
  if (step == nullptr) return false;
  plan.row_type = plan.record_type = "testcase";
  plan.row_name = step->row_name;
  plan.fails_in_row = true;
  return true;
}

// Entering: the values of the caller go to the variables of the testcase, then its own are set.
template <>
StepFailure StepRun<CallStep>::prepare(User& user) {
  const auto& step = user.step<CallStep>();
  if (step.edge == CallStep::Edge::kLeave) return {};
  std::vector<Value>& slots = user.slots();
  std::vector<std::pair<expression::Slot, Value>> inputs;
  inputs.reserve(step.inputs.size());
  for (const auto& [from, to] : step.inputs) {
    if (const Value* value = valueOf(from, slots)) inputs.emplace_back(to, *value);
  }
  for (const expression::Slot slot : step.cleared) slots[slot] = expression::unsetValue();
  for (auto& [slot, value] : inputs) slots[slot] = std::move(value);
  return user.assign(step.config_variables);
}

template <>
Progress StepRun<CallStep>::begin(User& user) {
  const auto& step = user.step<CallStep>();
  if (step.edge == CallStep::Edge::kEnter) {
    user.enterCase();
    return Progress::kGoesOn;
  }
  std::vector<Value>& slots = user.slots();
  for (const auto& [from, to] : step.outputs) {
    // An export that nothing set is null, as it is in a summary.
    const Value* value = valueOf(from, slots);
    Value copy = value != nullptr ? *value : Value(nullptr);
    slots[to] = std::move(copy);
  }
  user.leaveCase();
  return Progress::kGoesOn;
}

template <>
void StepRun<CallStep>::woken(User& /*user*/, Wake /*by*/) {}

template <>
void StepRun<CallStep>::cancel(User& /*user*/) {}

}  // namespace hrp::engine
