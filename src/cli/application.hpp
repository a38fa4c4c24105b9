#pragma once
// The command line: parses it, sets logging up and runs the command.

#include "hrp/base/error.hpp"
#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

[[nodiscard]] base::ExitCode runApplication(int argc, char** argv);

// Prints "hrp: message" and the hint on standard error.
void printError(const base::Error& error);

// The exit code that an error of loading or starting gives.
[[nodiscard]] base::ExitCode exitCodeOf(const base::Error& error);

}  // namespace hrp::cli
