#include "cli/run/run_command.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "cli/boom/boom_roles.hpp"
#include "cli/error_report.hpp"
#include "cli/run/case_outputs.hpp"
#include "cli/run/run_thresholds.hpp"
#include "cli/signal_watcher.hpp"
#include "cli/threshold_flags.hpp"
#include "hrp/base/machine/environment.hpp"
#include "hrp/engine/url_check.hpp"
#include "hrp/outputs/console_output.hpp"
#include "hrp/runner/run_settings.hpp"
#include "hrp/testcase/case_list.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::ExitCode;
using testcase::CaseList;
using testcase::ListedCase;

CaseOutputsOptions outputOptions(const RunOptions& options, const base::Clock& clock) {
  CaseOutputsOptions out;
  const outputs::ConsoleOptions console = outputs::consoleOptionsOf(STDOUT_FILENO);
  out.trace.colours =
      console.terminal && base::environmentVariable("NO_COLOR").value_or("").empty();
  out.trace.show_requests = !options.log_requests_off;
  out.trace.show_times = options.http_stat;
  if (console.terminal) out.trace.columns = console.size().columns;
  const std::string folder = resultsFolder(clock.wallNow());
  if (options.save_tests) out.report.summary_file = folder + "/summary.json";
  if (options.html_report) out.report.html_file = folder + "/report.html";
  out.report.version = HRP_VERSION;
  out.report.folder = out.trace.folder = std::filesystem::current_path().string();
  return out;
}

// A step fails with code 1 unless a name, a function or the time is the reason.
ExitCode exitCodeOf(const engine::CaseOutcome& outcome) {
  switch (outcome.code) {
    case ErrorCode::kInternal:
    case ErrorCode::kInvalidArgument:
      return ExitCode::kFailure;
    default:
      return cli::exitCodeOf(base::Error{outcome.code, {}, {}});
  }
}

engine::EngineSettings settingsOf(const RunOptions& options) {
  engine::EngineSettings settings;
  settings.source_ips = options.source_ips;
  runner::applyTo(settings, options.network);
  return settings;
}

class OneRun {
 public:
  OneRun(const RunOptions& options, const base::Clock& clock)
      : runner_(clock, {.continue_on_failure = options.continue_on_failure,
                        .case_timeout = options.case_timeout,
                        .settings = settingsOf(options)}),
        output_options_(outputOptions(options, clock)),
        outputs_(std::cout, output_options_),
        thresholds_(options.thresholds, outputs_) {}

  void interrupt() { runner_.interrupt(); }

  ExitCode run(const CaseList& list) {
    if (auto bound = thresholds_.bind(list); !bound) {
      printError(bound.error());
      return ExitCode::kUsage;
    }
    if (auto opened = outputs_.open(); !opened) {
      printError(opened.error());
      return ExitCode::kUsage;
    }
    for (const ListedCase& one : list.cases) {
      if (one.program == nullptr && !one.ends_run) printError(one.error);
    }
    for (const ListedCase& one : list.cases) {
      if (!runCase(one, list)) break;
    }
    for (const std::string& file :
         {output_options_.report.summary_file, output_options_.report.html_file}) {
      if (!file.empty()) spdlog::info("writing {}", file);
    }
    const stats::ThresholdFigures figures = thresholds_.figures();
    const auto written = outputs_.finish(exit_code_ == ExitCode::kOk, figures);
    // A step that failed says more than a threshold.
    if (exit_code_ == ExitCode::kOk) exit_code_ = cli::exitCodeOf(judge::decisionOf(figures));
    if (!written) {
      printError(written.error());
      if (exit_code_ == ExitCode::kOk) exit_code_ = ExitCode::kOutputLost;
    }
    return exit_code_;
  }

 private:
  // False: nothing is run behind it.
  bool runCase(const ListedCase& one, const CaseList& list) {
    if (one.program == nullptr) {
      if (one.ends_run) printError(one.error);
      exit_code_ = cli::exitCodeOf(one.error);
      return !one.ends_run;
    }
    // Some of them only make a check or an extraction give its own text, which is hard to see.
    for (const testcase::Diagnostic& problem : one.program->diagnostics) {
      spdlog::warn("{}", problem.text());
    }
    const auto outcome = runner_.run(one.program, list.workload, thresholds_);
    if (!outcome) {
      // Of the settings, so the other files could not begin either.
      printError(outcome.error());
      const bool bad_flag = outcome.error().code == ErrorCode::kInvalidArgument;
      exit_code_ = bad_flag ? ExitCode::kUsage : cli::exitCodeOf(outcome.error());
      return false;
    }
    if (outcome->success) return true;
    exit_code_ = exitCodeOf(*outcome);
    return outcome->code != ErrorCode::kAborted;
  }

  engine::CaseRun runner_;
  const CaseOutputsOptions output_options_;
  CaseOutputs outputs_;
  RunThresholds thresholds_;
  ExitCode exit_code_ = ExitCode::kOk;  // of the last file that failed
};

}  // namespace

ExitCode runOnce(const RunOptions& options) {
  ignoreWriteSignals();
  const base::SystemClock clock{};
  OneRun run(options, clock);
  const SignalWatcher signals({[&run](int number) {
    spdlog::info("{}: ending; once more ends at once", signalName(number));
    run.interrupt();
  }});
  const CaseList list = testcase::listTestcases(
      options.testcases, std::filesystem::current_path().string(),
      testcase::LoadOptions{.strict = options.strict,
                            .texts = options.memory_files,
                            .open_functions = openFunctions(options.functions, clock),
                            .check_url = engine::checkUrl});
  if (list.cases.empty()) spdlog::warn("no testcase found, nothing to run");
  const ExitCode code = run.run(list);
  // As the Go version; scripts look for it.
  if (code != ExitCode::kOk) std::cout << "hrp exit " << static_cast<int>(code) << std::endl;
  return code;
}

}  // namespace hrp::cli
