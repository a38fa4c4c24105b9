#include "cli/function_hosts.hpp"

#include <algorithm>
#include <thread>

#include "hrp/base/environment.hpp"
#include "hrp/plugin/native_functions.hpp"
#include "hrp/plugin/python_functions.hpp"

namespace hrp::cli {

expression::OpenCustomFunctions openFunctions(const FunctionHostOptions& options,
                                              const base::Clock& clock) {
  plugin::PythonOptions python;
  python.python = plugin::pythonOf(options.venv, base::environmentVariable("HOME"));
  python.log_output = options.log_output;
  const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  python.interpreters = options.interpreters > 0 ? options.interpreters : cores;
  const plugin::NativeOptions native{.threads = python.interpreters,
                                     .call_limit = python.call_limit};
  return [python, native, &clock](const expression::CustomSource& source) {
    if (source.file.ends_with(".so")) return plugin::openNativeFunctions(native, source, clock);
    return plugin::openPythonFunctions(python, source, clock);
  };
}

}  // namespace hrp::cli
