#include "engine/users/variables.hpp"

#include <utility>

namespace hrp::engine {

using expression::Value;

StepFailure assignAll(const std::vector<testcase::Assignment>& assignments,
                      std::vector<Value>& slots, expression::FunctionContext& functions) {
  for (const testcase::Assignment& assignment : assignments) {
    if (assignment.value.isConstant()) {
      slots[assignment.slot] = assignment.value.constant();
      continue;
    }
    auto value = assignment.value.evaluate({slots, &functions});
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

StepFailure setUpVariables(const testcase::Program& program, std::vector<Value>& slots,
                           expression::FunctionContext& functions) {
  if (slots.size() == program.slot_count) {
    for (const expression::Slot slot : program.session_slots) {
      slots[slot] = expression::unsetValue();
    }
    return {};
  }
  slots.assign(program.slot_count, expression::unsetValue());
  for (const auto& [slot, value] : program.fixed_variables) slots[slot] = value;
  StepFailure failure = assignAll(program.config_variables, slots, functions);
  if (failure) {
    slots.clear();  // the next iteration tries again
    failure->message = "config.variables: " + failure->message;
  }
  return failure;
}

const Value* valueOf(const expression::VariableRef& variable, const std::vector<Value>& slots) {
  for (std::size_t i = 0; i < variable.count; ++i) {
    const Value& value = slots[variable.candidates[i]];
    if (expression::isSet(value)) return &value;
  }
  return nullptr;
}

}  // namespace hrp::engine
