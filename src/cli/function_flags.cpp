#include "cli/function_flags.hpp"

#include "hrp/base/duration_text.hpp"
#include "hrp/plugin/python_functions.hpp"

namespace hrp::cli {
namespace {

using base::ErrorCode;
using base::fail;

constexpr const char* kFunctionGroup = "Custom functions, of this process (docs/functions.md)";

}  // namespace

void addFunctionHostFlags(CLI::App& command, FunctionHostOptions& options) {
  command
      .add_option("--function-hosts", options.interpreters,
                  "Processes for the functions of a debugtalk.py; 0: one per engine thread")
      ->group(kFunctionGroup)
      ->check(CLI::Range(0, plugin::kMaxInterpreters))
      ->capture_default_str();
}

void addFunctionFlags(CLI::App& command, FunctionHostOptions& options) {
  command.add_option("--function-timeout", options.timeout_text, "Time of one call")
      ->group(kFunctionGroup)
      ->type_name("TIME")
      ->capture_default_str();
  command
      .add_option("--pass-env", options.pass_environment,
                  "Variables of this process's environment that functions see beside PATH, HOME, "
                  "LANG, .env and environs: A,B,C; may be repeated")
      ->group(kFunctionGroup)
      ->type_name("NAMES")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      .add_flag("--no-custom-code", options.refuse,
                "Refuse testcases that call functions of a debugtalk file, also from a master")
      ->group(kFunctionGroup);
  command
      .add_flag("--install-requirements", options.install_requirements,
                "Install the requirements.txt beside a debugtalk.py with pip, unless it is "
                "installed")
      ->group(kFunctionGroup);
}

base::Result<> finishFunctions(FunctionHostOptions& options) {
  auto limit = base::parseDuration(options.timeout_text);
  if (!limit) return fail(limit.error().within("--function-timeout"));
  if (*limit < std::chrono::milliseconds(1)) {
    return fail(ErrorCode::kInvalidArgument, "--function-timeout must be at least 1ms");
  }
  options.call_limit = *limit;
  for (const std::string& name : options.pass_environment) {
    if (name.empty() || name.find_first_of("= \t") != std::string::npos) {
      return fail(ErrorCode::kInvalidArgument, "--pass-env: \"" + name + "\" is no variable's name",
                  "it takes names only: --pass-env HTTP_PROXY,API_TOKEN");
    }
  }
  return {};
}

}  // namespace hrp::cli
