#pragma once
// How a command ends with an error: what is printed, and its exit code.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

// Prints "hrp: message" and the hint on standard error.
void printError(const base::Error& error);

// With control characters as \xNN: what a file holds does not steer a terminal.
[[nodiscard]] std::string printable(std::string_view text);

// The exit code that an error of loading or starting gives.
[[nodiscard]] base::ExitCode exitCodeOf(const base::Error& error);

}  // namespace hrp::cli
