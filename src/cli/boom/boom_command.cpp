#include "cli/boom/boom_command.hpp"

#include <csignal>

#include "cli/boom/boom_roles.hpp"
#include "cli/error_report.hpp"
#include "cli/signal_watcher.hpp"
#include "hrp/base/files/open_files.hpp"
#include "hrp/engine/url_check.hpp"
#include "hrp/runner/run_settings.hpp"

namespace hrp::cli {

engine::EngineSettings engineSettingsOf(const BoomOptions& options) {
  engine::EngineSettings settings;
  settings.threads = options.threads;
  settings.source_ips = options.source_ips;
  runner::applyTo(settings, options.load);
  return settings;
}

testcase::LoadOptions loadOptionsOf(const BoomOptions& options, const base::Clock& clock) {
  testcase::LoadOptions load;
  load.strict = options.strict;
  load.texts = options.memory_files;
  load.open_functions = openFunctions(options.functions, clock);
  load.check_url = engine::checkUrl;
  return load;
}

std::string signalName(int number) {
  if (number == SIGINT) return "SIGINT";
  if (number == SIGTERM) return "SIGTERM";
  if (number == SIGHUP) return "SIGHUP";
  return "signal " + std::to_string(number);
}

namespace {

// The profiles of a fleet are files of its workers.
base::Result<> checkOutputFiles(const BoomOptions& options) {
  NamedFiles outputs = namedFiles(options.results);
  if (!options.master.enabled && !options.worker.enabled) {
    for (const auto& [flag, path] : {std::pair{"--cpu-profile", options.load.cpu_profile},
                                     {"--mem-profile", options.load.memory_profile}}) {
      if (!path.empty()) outputs.emplace_back(flag, path);
    }
  }
  NamedFiles inputs{{"the profile", options.profile_file}};
  for (const std::string& path : options.load.testcase_paths) {
    inputs.emplace_back("the testcase", path);
  }
  return checkOutputs(outputs, inputs);
}

}  // namespace

base::ExitCode runBoom(const BoomOptions& options) {
  ignoreWriteSignals();
  if (auto checked = checkOutputFiles(options); !checked) {
    printError(checked.error());
    return base::ExitCode::kUsage;
  }
  const auto locks = lockWritten(options.results);
  if (!locks) {
    printError(locks.error());
    return base::ExitCode::kUsage;
  }
  base::raiseOpenFileLimit();
  if (options.worker.enabled) return runWorker(options);
  if (options.master.enabled) return runMaster(options);
  return runStandalone(options);
}

}  // namespace hrp::cli
