#pragma once
// The environment of a process that runs custom functions: what the author gave them and nothing
// that only hrp's own process should know (credentials of a build machine, tokens of a shell).

#include <string>
#include <vector>

#include "hrp/expression/custom_function.hpp"

namespace hrp::plugin {

// "NAME=value", each name once, sorted: PATH, HOME, LANG and the names in `pass` as far as this
// process has them; over them the environment of the source, whose later pairs win.
[[nodiscard]] std::vector<std::string> hostEnvironment(const expression::CustomSource& source,
                                                       const std::vector<std::string>& pass);

}  // namespace hrp::plugin
