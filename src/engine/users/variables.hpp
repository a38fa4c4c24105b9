#pragma once
// The variables of a user: what a testcase gives them at the start of an iteration, and assignments
// in it. Pure but for the functions that are called.

#include <vector>

#include "engine/responses/step_checks.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

// In order; the failure names the variable.
[[nodiscard]] StepFailure assignAll(const std::vector<testcase::Assignment>& assignments,
                                    std::vector<expression::Value>& slots,
                                    expression::FunctionContext& functions);

// For a new iteration: empty `slots` get the values that last as long as the user, others lose
// those of the iteration before. After a failure they are empty.
[[nodiscard]] StepFailure setUpVariables(const testcase::Program& program,
                                         std::vector<expression::Value>& slots,
                                         expression::FunctionContext& functions);

// The value that `variable` refers to now; null when none of its slots is set.
[[nodiscard]] const expression::Value* valueOf(const expression::VariableRef& variable,
                                               const std::vector<expression::Value>& slots);

}  // namespace hrp::engine
