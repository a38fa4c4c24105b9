#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>

#include "cli/boom/boom_roles.hpp"
#include "cli/boom/output_ticker.hpp"
#include "cli/boom/run_outputs.hpp"
#include "cli/error_report.hpp"
#include "cli/signal_watcher.hpp"
#include "hrp/engine/threaded_engine.hpp"
#include "hrp/runner/limit_check.hpp"
#include "hrp/runner/local_run.hpp"
#include "hrp/runner/threshold_plan.hpp"
#include "hrp/testcase/loader.hpp"

namespace hrp::cli {
namespace {

base::Result<std::shared_ptr<const testcase::Workload>> loadWorkload(const BoomOptions& options,
                                                                     const base::Clock& clock) {
  auto loaded =
      testcase::loadTestcases(options.load.testcase_paths, std::filesystem::current_path().string(),
                              loadOptionsOf(options, clock));
  if (!loaded) return base::fail(loaded.error());
  if (auto refused = testcase::refuseDiagnostics(loaded->workload); !refused) {
    return base::fail(refused.error());
  }
  return std::make_shared<const testcase::Workload>(std::move(loaded->workload));
}

base::ExitCode refuse(RunOutputs& outputs, const base::Error& error) {
  outputs.finish({}, stats::EndReason::kError, error.message);
  printError(error);
  return exitCodeOf(error);
}

}  // namespace

base::ExitCode runStandalone(const BoomOptions& options) {
  const base::SystemClock clock{};
  RunOutputs outputs(
      clock, {.gateway_host = "127.0.0.1", .results = options.results, .command = options.command});
  auto workload = loadWorkload(options, clock);
  if (!workload) return refuse(outputs, workload.error());
  const auto users = runner::mostUsersOf(options.load);
  spdlog::info("{} testcase{} loaded, {} user{}", (*workload)->programs.size(),
               (*workload)->programs.size() == 1 ? "" : "s", users, users == 1 ? "" : "s");
  runner::LocalRunOptions run_options;
  run_options.profile = options.load;
  const auto ground = runner::thresholdGroundOf(**workload);
  if (!ground) return refuse(outputs, ground.error());
  if (const auto planned = runner::planThresholds(run_options.profile, *ground); !planned) {
    return refuse(outputs, planned.error());
  }
  run_options.workload = std::move(*workload);
  run_options.settings = engineSettingsOf(options);
  runner::warnOfLimits(runner::askOf(*run_options.workload, options.load, run_options.settings, 1));
  runner::LocalRun run(clock, engine::makeThreadedEngine(clock), std::move(run_options));
  const SignalWatcher signals(
      {[&run](int number) {
         spdlog::info("{}: finishing what is under way; once more aborts it", signalName(number));
         run.stop(stats::EndReason::kSignal, signalName(number));
       },
       [&run](int number) {
         spdlog::info("{}: aborting; once more ends at once", signalName(number));
         run.endDrain();
       }});
  outputs.follow(run.board());
  if (auto prepared = run.prepare(); !prepared) return refuse(outputs, prepared.error());

  stats::EndReason reason = stats::EndReason::kNone;
  {
    const OutputTicker ticker(clock, run.board(), outputs);
    reason = run.run();
  }
  if (reason != stats::EndReason::kError) return outputs.exitCode(base::ExitCode::kOk);
  printError({base::ErrorCode::kInternal, run.board().snapshot()->reason_text, {}});
  return base::ExitCode::kFailure;
}

}  // namespace hrp::cli
