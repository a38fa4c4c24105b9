#pragma once
// DynamicVariables: Postman's {{$randomCity}} and its like
// (learning.postman.com/docs/tests-and-scripts/write-scripts/variables-list) as calls of hrp's
// functions that give a value of the same kind. Pure; any thread.

#include <string>
#include <string_view>

namespace hrp::import {

// "${uuid()}" for "$guid"; empty when there is no such variable.
[[nodiscard]] std::string dynamicVariable(std::string_view name);

}  // namespace hrp::import
