#pragma once
// The functions of a debugtalk.py, run by `python3` in child processes. Nothing but Python itself
// has to be installed. They import the author's file, of a shipped source a copy of it and of its
// modules in a private folder that goes with the result; nothing is written beside either.
//
// Several interpreters share the calls, so that Python's global lock is not the limit; calls of one
// lane stay with one of them. Within an interpreter a call that sleeps does not keep others
// waiting. An interpreter that dies fails the calls that it had, is named in the log with what it
// last printed, and is replaced; one that holds a call past its time is replaced too, and the other
// calls that it has may end. After five deaths within a minute the functions are broken().

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/expression/custom_function.hpp"

namespace hrp::plugin {

struct PythonOptions {
  std::string python = "python3";  // a path, or a name that is looked up in PATH
  int interpreters = 1;            // at most kMaxInterpreters are started
  bool log_output = false;         // what the functions print is logged as info rather than debug
  // Variables of this process that the functions see, beside PATH, HOME, LANG and the source's.
  std::vector<std::string> pass_environment{};
  // The requirements of a source are installed first; `python` is then what makes the environment.
  bool install_requirements = false;
  std::string venv{};   // the environment to install into; empty: one of its own below `venvs`
  std::string venvs{};  // absolute path; empty: there is no place
  base::Duration install_limit = std::chrono::minutes(10);
  base::Duration start_limit = std::chrono::seconds(120);  // of importing the file
  base::Duration call_limit = std::chrono::seconds(30);
};

inline constexpr int kMaxInterpreters = 64;

// Waits until the file is imported by a first interpreter; the others start behind it. kFunction
// with the line when importing fails, kUnavailable when there is no Python or the requirements
// cannot be installed. The clock must outlive the result, which ends the interpreters when it is
// destroyed; calls under way then fail.
[[nodiscard]] base::Result<std::shared_ptr<expression::CustomFunctions>> openPythonFunctions(
    const PythonOptions& options, const expression::CustomSource& source, const base::Clock& clock);

// What `--venv` means: the python3 of that environment, of ~/.hrp/venv when there is one, or the
// first in PATH.
[[nodiscard]] std::string pythonOf(const std::string& venv, const std::optional<std::string>& home);

}  // namespace hrp::plugin
