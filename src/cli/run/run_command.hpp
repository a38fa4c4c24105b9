#pragma once
// `hrp run`: runs testcases once, shows what they do and tells by the exit code whether all held.

#include "cli/run/run_options.hpp"
#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

// The exit code is that of the last file that failed (docs/exit-codes.md).
[[nodiscard]] base::ExitCode runOnce(const RunOptions& options);

}  // namespace hrp::cli
