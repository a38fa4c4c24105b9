#pragma once
// The command `hrp boom`: wires a standalone run, a master or a worker out of the rooms, runs it
// and says how it ended. The only place where concrete classes of several rooms meet.

#include "cli/boom/boom_options.hpp"
#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

[[nodiscard]] base::ExitCode runBoom(const BoomOptions& options);

}  // namespace hrp::cli
