#pragma once
// The command `hrp build debugtalk.go [-o FILE]`: makes the program with custom functions in Go
// (docs/functions.md).

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

struct BuildOptions {
  std::string file;
  std::string output;  // empty: debugtalk.bin in the working folder; a folder: in that
  std::string go = "go";
};

// Adds the command with its flags; gives the command, which `app` owns.
CLI::App* addBuildCommand(CLI::App& app, BuildOptions& options);

// Names what it made on `out`, errors on standard error.
[[nodiscard]] base::ExitCode runBuild(const BuildOptions& options, std::ostream& out);

}  // namespace hrp::cli
