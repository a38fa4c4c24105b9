#pragma once
// What `hrp build` reads in a debugtalk.go and writes beside it. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::plugin {

// The functions of a file of package main in their order, but for init; no methods, no generic
// ones. kInvalidArgument for another package, a function main, or no function at all.
[[nodiscard]] base::Result<std::vector<std::string>> goFunctions(std::string_view source);

// The file with main(), which registers the functions with fungo, as HttpRunner's build makes it.
[[nodiscard]] std::string goMain(const std::vector<std::string>& functions);

}  // namespace hrp::plugin
