#pragma once
// JMESPath tokens → syntax tree, by operator precedence. Unknown functions, wrong argument counts
// and a slice step of 0 are found here too, under the names the specification gives them. Pure; any
// thread may call it.

#include <string_view>

#include "expression/jmespath/jmespath_ast.hpp"
#include "hrp/base/error.hpp"

namespace hrp::expression {

[[nodiscard]] base::Result<JmesPath::Node> parseJmesPath(std::string_view text);

}  // namespace hrp::expression
