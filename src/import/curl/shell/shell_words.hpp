#pragma once
// ShellWords: splits pasted shell text into commands and words as a POSIX shell does, with bash's
// $'…' and <<<: single and double quotes, backslashes, line continuations, comments, here
// documents. Variables stay marks (shell_text.hpp), because what they held on the machine that the
// text comes from is not known; what a command would print ($(…), backticks) is an error of the
// command that holds it. Pure; any thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::import {

struct ShellWord {
  std::string text;   // with marks
  std::string place;  // "file:line:column" where it begins
};

struct ShellInput {
  enum class Kind : std::uint8_t { kFile, kText };
  Kind kind = Kind::kText;
  ShellWord source;  // the path, or the text itself
};

enum class ShellJoin : std::uint8_t { kNext, kPipe, kOr };

struct ShellCommand {
  std::vector<ShellWord> words;
  ShellJoin join = ShellJoin::kNext;  // to the command before it
  std::optional<ShellInput> input;    // <, <<, <<<
  std::vector<ShellWord> outputs;     // what > and its like name
  std::vector<std::string> notes;
  std::optional<base::Error> error;  // what keeps its words from being known
};

// A quote that is not closed is an error of the last command. Errors name file, line and column.
[[nodiscard]] std::vector<ShellCommand> splitShellText(std::string_view text,
                                                       const std::string& file);

}  // namespace hrp::import
