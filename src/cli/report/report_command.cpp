#include "cli/report/report_command.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "cli/boom/result_files.hpp"
#include "cli/error_report.hpp"
#include "cli/output_check.hpp"
#include "hrp/base/duration_text.hpp"
#include "hrp/base/files/output_file.hpp"
#include "hrp/outputs/console_output.hpp"
#include "hrp/outputs/description_json.hpp"
#include "hrp/outputs/locust_csv.hpp"
#include "hrp/outputs/report_page.hpp"
#include "hrp/record/run_description.hpp"

namespace hrp::cli {
namespace {

using base::fail;
using base::Result;

// Whole seconds: that is what a run file knows.
Result<std::uint32_t> secondOf(const char* flag, const std::string& text) {
  auto time = base::parseDuration(text);
  if (!time) return fail(time.error().within(flag));
  const auto whole = std::chrono::floor<std::chrono::seconds>(*time);
  if (whole != *time) {
    return fail(base::ErrorCode::kInvalidArgument,
                std::string(flag) + " " + text + ": a run file knows whole seconds",
                "give " + base::formatDuration(whole) + " or " +
                    base::formatDuration(whole + std::chrono::seconds(1)));
  }
  const auto seconds = whole.count();
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

// Before the file is read, which may be large and must not be written over.
Result<> checkOutputsOf(const ReportOptions& options) {
  NamedFiles outputs;
  if (options.json) outputs.emplace_back("--json", "-");
  if (!options.html.empty()) outputs.emplace_back("--html", options.html);
  if (options.csv_prefix == "-") return refuseDash("--csv");
  if (!options.csv_prefix.empty()) {
    for (const char* end : {kStatsCsv, kHistoryCsv, kFailuresCsv}) {
      outputs.emplace_back("--csv", options.csv_prefix + end);
    }
  }
  return checkOutputs(outputs, {{"the run file", options.file}});
}

Result<record::RunDescription> readRun(const std::string& path, record::Window window) {
  auto file = record::RunFile::open(path);
  if (!file) return fail(std::move(file.error()));
  if (const auto unread = (*file)->unreadBytes(); unread > 0) {
    spdlog::warn("{}: the last {} bytes are no whole block and are left out", path, unread);
  }
  return record::describe(**file, window);
}

// The seconds of a run file as rows of a history.
class HistoryText final : public record::RunVisitor {
 public:
  explicit HistoryText(const record::RunFile& file) : file_(file) {
    history_.begin(file.origin().started_at);
  }
  void second(std::uint32_t second) override {
    close();
    second_ = second;
  }
  void rest(const stats::Slice&) override {}
  void row(const record::RecordedRow& row) override {
    stats::Row& into = slice_.rows[file_.rows()[row.id]];
    row.addTo(into);
  }
  void moment(const record::FleetMoment& moment) override { users_ = moment.users; }
  [[nodiscard]] std::string take() {
    close();
    return std::move(text_);
  }

 private:
  void close() {
    if (!second_) return;
    history_.figures(*second_, slice_);
    text_ += history_.row(*second_, users_);
    slice_ = stats::Slice();
    second_.reset();
  }
  const record::RunFile& file_;
  outputs::CsvHistory history_;
  std::string text_ = outputs::CsvHistory::header();
  std::optional<std::uint32_t> second_;
  stats::Slice slice_;
  std::int64_t users_ = 0;
};

Result<> writeCsv(const ReportOptions& options, record::Window window, const stats::Snapshot& run) {
  auto file = record::RunFile::open(options.file);
  if (!file) return fail(std::move(file.error()));
  HistoryText history(**file);
  if (auto visited = (*file)->visit(window, history); !visited) return visited;
  for (const auto& [end, text] : {std::pair{kStatsCsv, outputs::statsCsv(run)},
                                  {kHistoryCsv, history.take()},
                                  {kFailuresCsv, outputs::failuresCsv(run)}}) {
    const base::OutputFile output(options.csv_prefix + end);
    if (auto written = output.write(text); !written) return written;
  }
  return {};
}

}  // namespace

const CLI::App* addReportCommand(CLI::App& app, ReportOptions& options) {
  CLI::App* report =
      app.add_subcommand("report", "Show a run that hrp boom --save wrote, or a window of it");
  report->add_option("file", options.file, "The run file")->type_name("FILE")->required();
  report
      ->add_option("--from", options.from,
                   "Leave out what was before: 90s, 1m30s of the run, in whole seconds")
      ->type_name("TIME");
  report->add_option("--to", options.to, "Leave out what was from then on")->type_name("TIME");
  report->add_flag("--json", options.json, "The figures and series as a JSON document");
  report
      ->add_option("--csv", options.csv_prefix,
                   "Write PREFIX_stats.csv, PREFIX_stats_history.csv and PREFIX_failures.csv")
      ->type_name("PREFIX");
  report->add_option("--html", options.html, "Write it as one page; - is standard output")
      ->type_name("FILE");
  return report;
}

base::ExitCode runReport(const ReportOptions& options, std::ostream& out) {
  const auto window = windowOf(options);
  if (!window) {
    printError(window.error());
    return base::ExitCode::kUsage;
  }
  if (const auto checked = checkOutputsOf(options); !checked) {
    printError(checked.error());
    return base::ExitCode::kUsage;
  }
  const auto run = readRun(options.file, *window);
  if (!run) {
    printError(run.error());
    return exitCodeOf(run.error());
  }
  if (!options.csv_prefix.empty()) {
    if (auto written = writeCsv(options, *window, run->run); !written) {
      printError(written.error());
      return base::ExitCode::kOutputLost;
    }
  }
  if (!options.html.empty()) {
    const std::string page = outputs::reportPage(outputs::descriptionJson(*run));
    if (auto written = base::OutputFile(options.html).write(page); !written) {
      printError(written.error());
      return base::ExitCode::kOutputLost;
    }
  }
  if (options.json) {
    out << outputs::descriptionJson(*run) << '\n';
  } else if (options.csv_prefix.empty() && options.html.empty()) {
    outputs::ConsoleOutput console(out, {.is_window = !run->is_whole});
    console.onRunEnded(run->run);
  }
  out.flush();
  return out.good() ? base::ExitCode::kOk : base::ExitCode::kOutputLost;
}

}  // namespace hrp::cli
