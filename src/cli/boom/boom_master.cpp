#include <spdlog/spdlog.h>

#include <filesystem>
#include <memory>

#include "cli/boom/boom_roles.hpp"
#include "cli/boom/checked_control.hpp"
#include "cli/boom/output_ticker.hpp"
#include "cli/boom/run_outputs.hpp"
#include "cli/error_report.hpp"
#include "cli/signal_watcher.hpp"
#include "hrp/cluster/bundle_io.hpp"
#include "hrp/cluster/master.hpp"
#include "hrp/control/control_server.hpp"

namespace hrp::cli {
namespace {

using base::ExitCode;
using cluster::MasterOutcome;

std::string urlHost(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

// What a worker calls the host of its master, as this machine reaches it.
std::string ownHost(const std::string& bind_host) {
  const bool is_any = bind_host == "0.0.0.0" || bind_host == "::" || bind_host == "*";
  return is_any ? "127.0.0.1" : bind_host;
}

ExitCode cannotListen(const base::Error& error) {
  printError(error);
  return ExitCode::kCannotListen;
}

cluster::MasterOptions masterOptionsOf(const BoomOptions& options) {
  cluster::MasterOptions master;
  if (options.master.auto_start) {
    master.auto_start =
        cluster::AutoStart{options.load, static_cast<std::size_t>(options.master.expect_workers),
                           options.master.expect_workers_max_wait};
  }
  return master;
}

// A master only checks the testcases, and calls what their config calls.
auto packer(const BoomOptions& options, const base::Clock& clock) {
  testcase::LoadOptions load = loadOptionsOf(options, clock);
  FunctionHostOptions functions = options.functions;
  functions.interpreters = 1;
  load.open_functions = openFunctions(functions, clock);
  return [load](const std::vector<std::string>& paths) {
    return cluster::packTestcases(paths, std::filesystem::current_path().string(), load);
  };
}

// The reason that a summary gives when no run began.
stats::EndReason reasonOf(MasterOutcome::Kind kind) {
  switch (kind) {
    case MasterOutcome::Kind::kQuit:
      return stats::EndReason::kQuit;
    case MasterOutcome::Kind::kSignal:
      return stats::EndReason::kSignal;
    case MasterOutcome::Kind::kNoWorkersCame:
      return stats::EndReason::kNoWorkers;
    case MasterOutcome::Kind::kRunEnded:
    case MasterOutcome::Kind::kStartFailed:
      break;
  }
  return stats::EndReason::kError;
}

ExitCode masterExitCode(const MasterOutcome& outcome, stats::EndReason reason,
                        bool allow_lost_workers) {
  if (outcome.kind == MasterOutcome::Kind::kNoWorkersCame) return ExitCode::kNoWorkers;
  if (outcome.kind == MasterOutcome::Kind::kStartFailed) return ExitCode::kFailure;
  if (outcome.kind == MasterOutcome::Kind::kRunEnded) {
    if (reason == stats::EndReason::kNoWorkers) return ExitCode::kWorkersLost;
    if (reason == stats::EndReason::kError) return ExitCode::kFailure;
  }
  return outcome.counted_all || allow_lost_workers ? ExitCode::kOk : ExitCode::kIncomplete;
}

base::Error errorOf(ExitCode code, const MasterOutcome& outcome, const stats::Snapshot& last) {
  if (code == ExitCode::kIncomplete) {
    const std::string text = stats::departedText(last.departed);
    return {base::ErrorCode::kUnavailable,
            "the total is incomplete: " + (text.empty() ? "that of an earlier run" : text),
            "--allow-lost-workers makes this no failure"};
  }
  const std::string& text = outcome.text.empty() ? last.reason_text : outcome.text;
  return {base::ErrorCode::kUnavailable, text, {}};
}

ExitCode serve(RunOutputs& outputs, const base::Clock& clock, cluster::Master& master,
               control::ControlServer& control, bool allow_lost_workers) {
  MasterOutcome outcome;
  {
    const OutputTicker ticker(clock, master.board(), outputs);
    outcome = master.wait();
  }
  control.stop();
  const stats::SnapshotPtr last = master.snapshot();
  outputs.finish(*last, reasonOf(outcome.kind), outcome.text);
  const ExitCode code = masterExitCode(outcome, last->reason, allow_lost_workers);
  if (code != ExitCode::kOk) printError(errorOf(code, outcome, *last));
  return outputs.exitCode(code);
}

}  // namespace

ExitCode runMaster(const BoomOptions& options) {
  const base::SystemClock clock{};
  const MasterFlags& flags = options.master;
  auto bound = cluster::bindZmq({.host = flags.bind_host, .port = flags.bind_port});
  if (!bound) return cannotListen(bound.error());

  cluster::Master master(
      clock, masterOptionsOf(options),
      {.transport = std::move(bound->transport), .load = packer(options, clock)});
  const SignalWatcher signals(
      {[&master](int number) {
         spdlog::info("{}: stopping all workers; once more aborts what is under way",
                      signalName(number));
         master.interrupt(signalName(number));
       },
       [&master](int number) {
         spdlog::info("{}: aborting; once more ends at once", signalName(number));
         master.interrupt(signalName(number));
       }});
  RunOutputs outputs(clock, {.makes_load = false,
                             .gateway_host = ownHost(flags.bind_host),
                             .results = options.results,
                             .command = options.command,
                             .judged = !options.load.thresholds.empty()});
  outputs.follow(master.board());
  if (auto opened = master.open(); !opened) {
    outputs.finish(*master.snapshot(), stats::EndReason::kError, opened.error().message);
    printError(opened.error());
    return exitCodeOf(opened.error());
  }
  control::ControlOptions control_options;
  control_options.address = flags.http_address;
  control_options.names = flags.api_hosts;
  CheckedControl checked(master, flags.testcase_root);
  control::ControlServer control(checked, clock, control_options);
  if (auto started = control.start(); !started) {
    if (started.error().code != base::ErrorCode::kInvalidArgument) {
      return cannotListen(started.error());
    }
    printError(started.error().within("--master-http-address"));
    return ExitCode::kUsage;
  }
  spdlog::info("listening for workers on tcp://{}:{}", urlHost(flags.bind_host), bound->port);
  spdlog::info("control API on {}", control.url());
  return serve(outputs, clock, master, control, options.load.allow_lost_workers);
}

}  // namespace hrp::cli
