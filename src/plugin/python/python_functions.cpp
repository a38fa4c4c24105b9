#include "hrp/plugin/python_functions.hpp"

#include <algorithm>
#include <utility>

#include "plugin/host/hosted_functions.hpp"
#include "plugin/python/interpreter.hpp"
#include "plugin/python/requirements.hpp"

namespace hrp::plugin {

base::Result<std::shared_ptr<expression::CustomFunctions>> openPythonFunctions(
    const PythonOptions& options, const expression::CustomSource& source,
    const base::Clock& clock) {
  PythonOptions prepared = options;
  if (options.install_requirements) {
    auto python = pythonWithRequirements(options, source, clock);
    if (!python) return base::fail(std::move(python.error()));
    prepared.python = std::move(*python);
  }
  auto files = PythonFiles::make(source);
  if (!files) return base::fail(std::move(files.error()));
  const auto shared = std::make_shared<HostSource>(prepared, source, std::move(*files));
  HostedKind kind;
  kind.host = {source.file, "Python interpreters",
               [shared] { return std::make_unique<Interpreter>(*shared); }};
  kind.count = std::clamp(options.interpreters, 1, kMaxInterpreters);
  kind.call_limit = options.call_limit;
  kind.encode = encodeCall;
  return openHostedFunctions(std::move(kind), clock);
}

}  // namespace hrp::plugin
