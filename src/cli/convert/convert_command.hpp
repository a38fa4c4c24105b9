#pragma once
// The command `hrp convert FILE… [--to yaml|json] [--output-dir DIR]`: other ways to write requests
// → testcases (docs/testcase.md, "From curl, HAR and Postman").

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

struct ConvertOptions {
  std::vector<std::string> files;
  std::string to;                           // "yaml", "json"; empty: YAML, for a YAML testcase JSON
  std::string output_dir;                   // empty: beside each file
  std::vector<std::string> environments{};  // Postman's, the last one counts
  std::vector<std::string> only{};          // of recordings
  std::vector<std::string> skip{};
};

// Adds the command with its flags; gives the command, which `app` owns.
CLI::App* addConvertCommand(CLI::App& app, ConvertOptions& options);

// Names each file that it wrote on `out`, notes and errors on standard error. Files that cannot be
// converted do not keep the others from it; the exit code is that of the first. Nothing is
// overwritten.
[[nodiscard]] base::ExitCode runConvert(const ConvertOptions& options, std::ostream& out);

}  // namespace hrp::cli
