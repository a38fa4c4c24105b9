#include "cli/boom_command.hpp"

#include <csignal>

#include "cli/boom_roles.hpp"
#include "hrp/base/open_files.hpp"
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
  return load;
}

std::string signalName(int number) {
  if (number == SIGINT) return "SIGINT";
  if (number == SIGTERM) return "SIGTERM";
  return "signal " + std::to_string(number);
}

base::ExitCode runBoom(const BoomOptions& options) {
  base::raiseOpenFileLimit();
  if (options.worker.enabled) return runWorker(options);
  if (options.master.enabled) return runMaster(options);
  return runStandalone(options);
}

}  // namespace hrp::cli
