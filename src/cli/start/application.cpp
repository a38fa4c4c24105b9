#include "cli/start/application.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>

#include "cli/boom/boom_command.hpp"
#include "cli/boom/boom_options.hpp"
#include "cli/boom/recorded_settings.hpp"
#include "cli/build_command.hpp"
#include "cli/convert/convert_command.hpp"
#include "cli/convert/curl_words.hpp"
#include "cli/convert/source_reading.hpp"
#include "cli/error_report.hpp"
#include "cli/eval_command.hpp"
#include "cli/report/report_command.hpp"
#include "cli/run/run_command.hpp"
#include "cli/run/run_options.hpp"
#include "hrp/base/logging.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::ExitCode;

struct GlobalOptions {
  base::LogOptions log;
  std::string venv;
  bool log_plugin = false;
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
  app.add_flag("--log-plugin", options.log_plugin, "Log what custom functions print")
      ->group("Global");
}

base::Result<> checkVenv(const FunctionHostOptions& functions) {
  const std::string& venv = functions.venv;
  std::error_code ignored;
  if (functions.install_requirements) return {};  // which makes one
  if (venv.empty() || std::filesystem::exists(venv + "/bin/python3", ignored)) return {};
  return base::fail(ErrorCode::kNotFound, "--venv " + venv + ": there is no bin/python3 in it",
                    "make one with python3 -m venv " + venv);
}

// Parses the words as if the program had been called with them; CLI11 wants C strings.
void parseWords(CLI::App& app, const char* program, const std::vector<std::string>& words) {
  std::vector<const char*> arguments{program};
  for (const std::string& word : words) arguments.push_back(word.c_str());
  app.parse(static_cast<int>(arguments.size()), arguments.data());
}

std::vector<std::string> commandWords(int argc, char** argv) {
  std::vector<std::string> words{"hrp"};
  words.insert(words.end(), argv + 1, argv + argc);
  return words;
}

// Puts the testcase of a pasted curl command among the files that exist in memory only.
base::Result<> addCurlTestcase(const std::vector<std::string>& words,
                               std::map<std::string, std::string>& memory_files) {
  auto made = makeCurlTestcase(words, std::filesystem::current_path().string());
  if (!made) return base::fail(std::move(made.error()));
  printNotes(made->notes);
  memory_files[made->file] = std::move(made->text);
  return {};
}

}  // namespace

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
  EvalOptions eval_options;
  const CLI::App* eval = addEvalCommand(app, eval_options);
  ConvertOptions convert_options;
  const CLI::App* convert = addConvertCommand(app, convert_options);
  ReportOptions report_options;
  const CLI::App* report = addReportCommand(app, report_options);
  BuildOptions build_options;
  const CLI::App* build = addBuildCommand(app, build_options);

  boom_options.command = commandText(commandWords(argc, argv));
  const SplitWords words = splitCurlWords({argv + 1, argv + argc}, app);
  try {
    parseWords(app, argv[0], words.hrp);
  } catch (const CLI::ParseError& error) {
    const bool asked = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error);
    return asked ? ExitCode::kOk : ExitCode::kUsage;
  }
  if (auto ready = base::setUpLogging(global.log); !ready) {
    printError(ready.error());
    return ExitCode::kUsage;
  }
  for (FunctionHostOptions* functions : {&boom_options.functions, &run_options.functions}) {
    functions->venv = global.venv;
    functions->log_output = global.log_plugin;
  }
  const auto& functions = run->parsed() ? run_options.functions : boom_options.functions;
  if (auto ready = checkVenv(functions); !ready) {
    printError(ready.error());
    return ExitCode::kBadVenv;
  }
  if (report->parsed()) return runReport(report_options, std::cout);
  if (eval->parsed()) return runEval(eval_options, std::cin, std::cout);
  if (build->parsed()) return runBuild(build_options, std::cout);
  if (convert->parsed()) return runConvert(convert_options, std::cout);
  auto& memory_files = run->parsed() ? run_options.memory_files : boom_options.memory_files;
  if (words.curl) {
    if (auto made = addCurlTestcase(*words.curl, memory_files); !made) {
      printError(made.error());
      return ExitCode::kUsage;
    }
  }
  if (run->parsed()) return runCommand(run_options, finishRunOptions, runOnce);
  return runCommand(boom_options, finishBoomOptions, runBoom);
}

}  // namespace hrp::cli
