#pragma once
// The three roles of `hrp boom`. Each wires its rooms, runs to the end and gives the exit code.

#include <string>
#include <vector>

#include "cli/boom/boom_options.hpp"
#include "hrp/base/exit_code.hpp"
#include "hrp/engine/load_engine.hpp"
#include "hrp/testcase/loader.hpp"

namespace hrp::cli {

[[nodiscard]] base::ExitCode runStandalone(const BoomOptions& options);
[[nodiscard]] base::ExitCode runMaster(const BoomOptions& options);
[[nodiscard]] base::ExitCode runWorker(const BoomOptions& options);

// What all roles that make load tell their engine.
[[nodiscard]] engine::EngineSettings engineSettingsOf(const BoomOptions& options);

// How standalone and master load their testcases.
[[nodiscard]] testcase::LoadOptions loadOptionsOf(const BoomOptions& options,
                                                  const base::Clock& clock);

// "SIGINT", for the summary of a run that a signal ended.
[[nodiscard]] std::string signalName(int number);

}  // namespace hrp::cli
