#pragma once
// The command `hrp report`: shows what a run file holds, all of it or a window.

#include <CLI/CLI.hpp>
#include <iosfwd>
#include <string>

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

struct ReportOptions {
  std::string file;
  std::string from;
  std::string to;
  bool json = false;
  std::string csv_prefix;
  std::string html;
};

const CLI::App* addReportCommand(CLI::App& app, ReportOptions& options);
[[nodiscard]] base::ExitCode runReport(const ReportOptions& options, std::ostream& out);

}  // namespace hrp::cli
