#pragma once
// ShellWords: splits pasted shell text into commands and words as a POSIX shell does, with bash's
// $'…': single and double quotes, backslashes, line continuations, comments. Nothing is expanded: a
// `$` or a backtick is data, because what it meant on the machine it was copied from is not known.
// Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::import {

struct ShellWord {
  std::string text;
  std::string place;  // "file:line:column" where it begins
};
using ShellCommand = std::vector<ShellWord>;

// Commands end at a line break, `;` or `&&`. Pipes, redirections and jobs are errors, as is a quote
// that is not closed; they name file, line and column.
[[nodiscard]] base::Result<std::vector<ShellCommand>> splitShellText(std::string_view text,
                                                                     const std::string& file);

}  // namespace hrp::import
