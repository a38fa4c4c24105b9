#include "cli/report/report_command.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "cli/application.hpp"
#include "hrp/base/duration_text.hpp"
#include "hrp/outputs/console_output.hpp"
#include "hrp/record/run_description.hpp"

namespace hrp::cli {
namespace {

using base::fail;
using base::Result;

// Whole seconds: that is what a run file knows.
Result<std::uint32_t> secondOf(const char* flag, const std::string& text) {
  auto time = base::parseDuration(text);
  if (!time) return fail(time.error().within(flag));
  const auto seconds = std::chrono::round<std::chrono::seconds>(*time).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(seconds, 0, UINT32_MAX));
}

Result<record::Window> windowOf(const ReportOptions& options) {
  record::Window window;
  if (!options.from.empty()) {
    auto from = secondOf("--from", options.from);
    if (!from) return fail(std::move(from.error()));
    window.from_s = *from;
  }
  if (!options.to.empty()) {
    auto to = secondOf("--to", options.to);
    if (!to) return fail(std::move(to.error()));
    window.to_s = *to;
  }
  if (window.from_s >= window.to_s) {
    return fail(base::ErrorCode::kInvalidArgument, "--from is not before --to");
  }
  return window;
}

Result<record::RunDescription> readRun(const std::string& path, record::Window window) {
  auto file = record::RunFile::open(path);
  if (!file) return fail(std::move(file.error()));
  if (const auto unread = (*file)->unreadBytes(); unread > 0) {
    spdlog::warn("{}: the last {} bytes are no whole block and are left out", path, unread);
  }
  return record::describe(**file, window);
}

}  // namespace

const CLI::App* addReportCommand(CLI::App& app, ReportOptions& options) {
  CLI::App* report =
      app.add_subcommand("report", "Show a run that hrp boom --save wrote, or a window of it");
  report->add_option("file", options.file, "The run file")->type_name("FILE")->required();
  report->add_option("--from", options.from, "Leave out what was before: 90s, 1m30s of the run")
      ->type_name("TIME");
  report->add_option("--to", options.to, "Leave out what was from then on")->type_name("TIME");
  return report;
}

base::ExitCode runReport(const ReportOptions& options, std::ostream& out) {
  const auto window = windowOf(options);
  if (!window) {
    printError(window.error());
    return base::ExitCode::kUsage;
  }
  const auto run = readRun(options.file, *window);
  if (!run) {
    printError(run.error());
    return exitCodeOf(run.error());
  }
  outputs::ConsoleOutput console(out, {});
  console.onRunEnded(run->run);
  return out.good() ? base::ExitCode::kOk : base::ExitCode::kOutputLost;
}

}  // namespace hrp::cli
