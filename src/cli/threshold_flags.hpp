#pragma once
// The flag --threshold of `hrp boom` and `hrp run`, and what verdicts mean for the exit code.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "hrp/base/exit_code.hpp"
#include "hrp/judge/judge.hpp"

namespace hrp::cli {

void addThresholdFlag(CLI::App& command, std::vector<std::string>& texts, const char* group);

[[nodiscard]] base::ExitCode exitCodeOf(judge::Decision decision);

}  // namespace hrp::cli
