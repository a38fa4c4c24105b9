#include "cli/application.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <map>

#include "cli/boom_command.hpp"
#include "cli/boom_options.hpp"
#include "cli/run_command.hpp"
#include "cli/run_options.hpp"
#include "hrp/base/logging.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::ExitCode;

struct GlobalOptions {
  base::LogOptions log;
  std::string venv;
};

void addGlobalFlags(CLI::App& app, GlobalOptions& options) {
  app.set_version_flag("--version", "hrp " HRP_VERSION);
  app.add_option("-l,--log-level", options.log.level, "trace, debug, info, warn, error or fatal")
      ->group("Global")
      ->capture_default_str();
  app.add_flag("--log-json", options.log.json, "Log one JSON object a line")->group("Global");
  app.add_option("--venv", options.venv, "Python environment for custom functions")
      ->group("Global")
      ->type_name("DIR");
}

base::Result<> checkVenv(const std::string& venv) {
  std::error_code ignored;
  if (venv.empty() || std::filesystem::exists(venv + "/bin/python3", ignored)) return {};
  return base::fail(ErrorCode::kNotFound, "--venv " + venv + ": there is no bin/python3 in it",
                    "make one with python3 -m venv " + venv);
}

}  // namespace

void printError(const base::Error& error) {
  std::fprintf(stderr, "hrp: %s\n", error.message.c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "     %s\n", error.hint.c_str());
}

ExitCode exitCodeOf(const base::Error& error) {
  static const std::map<ErrorCode, ExitCode> codes{
      {ErrorCode::kInvalidArgument, ExitCode::kBadTestcase},
      {ErrorCode::kParse, ExitCode::kBadTestcase},
      {ErrorCode::kNotFound, ExitCode::kBadFile},
      {ErrorCode::kIo, ExitCode::kBadFile},
      {ErrorCode::kMalformedJson, ExitCode::kBadJson},
      {ErrorCode::kMalformedYaml, ExitCode::kBadYaml},
      {ErrorCode::kMalformedEnvFile, ExitCode::kBadEnvFile},
      {ErrorCode::kMalformedCsv, ExitCode::kBadCsv},
      {ErrorCode::kBadExtension, ExitCode::kBadExtension},
      {ErrorCode::kBadReference, ExitCode::kBadReference},
      {ErrorCode::kUndefinedVariable, ExitCode::kVariable},
      {ErrorCode::kFunction, ExitCode::kFunction},
      {ErrorCode::kBadVariables, ExitCode::kVariables},
      {ErrorCode::kAborted, ExitCode::kInterrupted},
      {ErrorCode::kTimeout, ExitCode::kTimedOut},
  };
  const auto known = codes.find(error.code);
  return known == codes.end() ? ExitCode::kFailure : known->second;
}

// Finishes the options of a command and runs it.
template <class Options>
ExitCode runCommand(Options& options, base::Result<> (*finish)(Options&),
                    ExitCode (*command)(const Options&)) {
  if (auto ready = finish(options); !ready) {
    printError(ready.error());
    return ExitCode::kUsage;
  }
  return command(options);
}

ExitCode runApplication(int argc, char** argv) {
  CLI::App app(
      "hrp runs HttpRunner v4 testcases: once, or as load, alone or as a master with many "
      "workers.");
  GlobalOptions global;
  RunOptions run_options;
  BoomOptions boom_options;
  app.require_subcommand(1);
  app.fallthrough();  // global flags are taken behind the command too
  addGlobalFlags(app, global);
  CLI::App* run = app.add_subcommand("run", "Run testcases once");
  addRunFlags(*run, run_options);
  CLI::App* boom = app.add_subcommand("boom", "Run testcases as load");
  addBoomFlags(*boom, boom_options);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    return asked ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (auto ready = base::setUpLogging(global.log); !ready) {
    printError(ready.error());
    return ExitCode::kUsage;
  }
  if (auto ready = checkVenv(global.venv); !ready) {
    printError(ready.error());
    return ExitCode::kBadVenv;
  }
  if (run->parsed()) return runCommand(run_options, finishRunOptions, runOnce);
  return runCommand(boom_options, finishBoomOptions, runBoom);
}

}  // namespace hrp::cli
