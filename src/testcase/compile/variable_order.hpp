#pragma once
// Variable order: a set of variables in the order in which they can be evaluated, each after those
// it refers to. Pure.

#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::testcase {

// Names of the map `variables`. One whose value is exactly its own name (`$itself`) is left out, so
// that the outer value is used. Errors: a self reference inside a text, a cycle (with its names).
[[nodiscard]] base::Result<std::vector<std::string>> variableOrder(
    const expression::Value& variables);

}  // namespace hrp::testcase
