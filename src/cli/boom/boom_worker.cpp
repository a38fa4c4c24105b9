#include <spdlog/spdlog.h>

#include "cli/boom/boom_roles.hpp"
#include "cli/boom/output_ticker.hpp"
#include "cli/boom/run_outputs.hpp"
#include "cli/error_report.hpp"
#include "cli/signal_watcher.hpp"
#include "hrp/base/machine/machine_facts.hpp"
#include "hrp/cluster/bundle_io.hpp"
#include "hrp/cluster/worker.hpp"
#include "hrp/engine/threaded_engine.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;
using cluster::WorkerOutcome;

auto unpacker(const BoomOptions& options, const base::Clock& clock) {
  const testcase::LoadOptions load{.open_functions = openFunctions(options.functions, clock)};
  return [load](const std::string& encoded, const std::string& hash) {
    return cluster::unpackTestcases(encoded, hash, load);
  };
}

ExitCode workerExitCode(const WorkerOutcome& outcome) {
  switch (outcome.kind) {
    case WorkerOutcome::Kind::kQuit:
    case WorkerOutcome::Kind::kSignal:
      return ExitCode::kOk;
    case WorkerOutcome::Kind::kMasterUnreachable:
      return ExitCode::kMasterUnreachable;
    case WorkerOutcome::Kind::kRefused:
      break;
  }
  return ExitCode::kFailure;
}

}  // namespace

ExitCode runWorker(const BoomOptions& options) {
  const base::SystemClock clock{};
  const WorkerFlags& flags = options.worker;
  cluster::WorkerOptions worker_options;
  const std::string name = base::hostName();
  worker_options.worker_id = cluster::makeWorkerId(name.empty() ? "worker" : name);
  worker_options.ignore_quit = flags.ignore_quit;
  worker_options.threads = options.threads;
  worker_options.ca_certificates = options.load.ca_certificates;
  worker_options.source_ips = options.source_ips;
  auto transport = cluster::connectZmq({.host = flags.master_host,
                                        .port = flags.master_port,
                                        .worker_id = worker_options.worker_id});
  if (!transport) {
    printError(transport.error());
    return ExitCode::kMasterUnreachable;
  }
  spdlog::info("worker {} of the master at {}:{}", worker_options.worker_id, flags.master_host,
               flags.master_port);
  cluster::Worker worker(clock, worker_options,
                         {.transport = std::move(*transport),
                          .engine = engine::makeThreadedEngine(clock),
                          .load = unpacker(options, clock)});
  const SignalWatcher signals(
      {[&worker](int number) {
         spdlog::info("{}: leaving; once more aborts what is under way", signalName(number));
         worker.leave(signalName(number));
       },
       [&worker](int number) {
         spdlog::info("{}: aborting; once more ends at once", signalName(number));
         worker.leave(signalName(number));
       }});
  RunOutputs outputs(clock, {.console = !options.load.disable_console_output,
                             .gateway_host = flags.master_host,
                             .worker_id = worker_options.worker_id,
                             .profile_folder = flags.profile_dir,
                             .ca_certificates = options.load.ca_certificates,
                             .results = options.results});
  WorkerOutcome outcome;
  {
    const OutputTicker ticker(clock, worker.board(), outputs);
    outcome = worker.run();
  }
  const ExitCode code = workerExitCode(outcome);
  if (code != ExitCode::kOk) printError({base::ErrorCode::kUnavailable, outcome.text, {}});
  return outputs.exitCode(code);
}

}  // namespace hrp::cli
