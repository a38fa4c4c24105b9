#pragma once
// The command `hrp eval EXPR [FILE]`: evaluates a JMESPath expression on a JSON document, so that
// people can try the lines of their `extract` and `validate`.

#include <CLI/CLI.hpp>
#include <istream>
#include <ostream>
#include <string>

#include "hrp/base/exit_code.hpp"

namespace hrp::cli {

struct EvalOptions {
  std::string expression;
  std::string file;  // empty or "-": standard input
};

// Adds the command with its flags; gives the command, which `app` owns.
CLI::App* addEvalCommand(CLI::App& app, EvalOptions& options);

// Prints the result as indented JSON to `out`; an error, with a caret under the column of a wrong
// expression, to standard error.
[[nodiscard]] base::ExitCode runEval(const EvalOptions& options, std::istream& in,
                                     std::ostream& out);

}  // namespace hrp::cli
