#pragma once
// The flags about custom functions that `hrp run` and `hrp boom` share.

#include <CLI/CLI.hpp>

#include "cli/function_hosts.hpp"
#include "hrp/base/error.hpp"

namespace hrp::cli {

void addFunctionFlags(CLI::App& command, FunctionHostOptions& options);
// Of `hrp boom`, whose functions have several processes.
void addFunctionHostFlags(CLI::App& command, FunctionHostOptions& options);

// After parsing: reads the texts.
[[nodiscard]] base::Result<> finishFunctions(FunctionHostOptions& options);

}  // namespace hrp::cli
