#pragma once
// The command line: parses it, sets logging up and runs the command.

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

[[nodiscard]] base::ExitCode runApplication(int argc, char** argv);

}  // namespace hrp::cli
