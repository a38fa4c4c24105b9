#pragma once
// Installs the requirements.txt beside a debugtalk.py into a virtual environment: that of --venv,
// or one below `venvs` whose name is a hash of the text, so that testcases with the same
// requirements share it. An environment knows what was installed into it and is used as it is when
// that is the text. Several processes may do this at the same time: they wait for each other (a
// lock beside it).

#include <string>

#include "hrp/plugin/python_functions.hpp"

namespace hrp::plugin {

// The python3 to run the functions with. Without requirements that of --venv if there is one, else
// options.python. kUnavailable with pip's last lines when it fails. Waits for pip.
[[nodiscard]] base::Result<std::string> pythonWithRequirements(
    const PythonOptions& options, const expression::CustomSource& source, const base::Clock& clock);

}  // namespace hrp::plugin
