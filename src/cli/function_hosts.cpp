#include "cli/function_hosts.hpp"

#include <algorithm>
#include <thread>

#include "hrp/base/machine/environment.hpp"
#include "hrp/plugin/go_functions.hpp"
#include "hrp/plugin/native_functions.hpp"
#include "hrp/plugin/python_functions.hpp"

namespace hrp::cli {
namespace {

using base::Result;
using expression::CustomFunctions;
using expression::CustomSource;

plugin::PythonOptions pythonOptionsOf(const FunctionHostOptions& options) {
  const auto home = base::environmentVariable("HOME");
  plugin::PythonOptions python;
  python.log_output = options.log_output;
  python.call_limit = options.call_limit;
  python.pass_environment = options.pass_environment;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  python.interpreters = options.interpreters > 0 ? options.interpreters : cores;
  if (!options.install_requirements) {
    python.python = plugin::pythonOf(options.venv, home);
    return python;
  }
  python.install_requirements = true;
  python.venv = options.venv;
  if (home && !home->empty()) python.venvs = *home + "/.hrp/venvs";
  return python;
}

Result<std::shared_ptr<CustomFunctions>> refuseToOpen(const CustomSource& source) {
  return base::fail(base::ErrorCode::kFunction,
                    source.file + ": custom code is refused here (--no-custom-code)",
                    "the testcases call functions of it");
}

}  // namespace

expression::OpenCustomFunctions openFunctions(const FunctionHostOptions& options,
                                              const base::Clock& clock) {
  if (options.refuse) return refuseToOpen;
  const plugin::PythonOptions python = pythonOptionsOf(options);
  const plugin::NativeOptions native{.threads = python.interpreters,
                                     .call_limit = python.call_limit};
  const plugin::GoOptions go{.processes = python.interpreters,
                             .log_output = python.log_output,
                             .pass_environment = python.pass_environment,
                             .call_limit = python.call_limit};
  return [python, native, go, &clock](const expression::CustomSource& source) {
    if (source.file.ends_with(".bin")) return plugin::openGoFunctions(go, source, clock);
    if (source.file.ends_with(".so")) return plugin::openNativeFunctions(native, source, clock);
    return plugin::openPythonFunctions(python, source, clock);
  };
}

}  // namespace hrp::cli
