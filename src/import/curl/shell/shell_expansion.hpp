#pragma once
// ShellExpansion: what stands behind a `$` or a backtick in shell text, outside quotes, in double
// quotes and in here documents. Variables become marks (shell_text.hpp). Pure; any thread.

#include <cstddef>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::import {

struct ShellExpansion {
  std::string text;     // what it becomes: a mark, or the `$` itself
  std::size_t end = 0;  // where the text goes on
  std::string note;
  std::string problem;  // set: what it stands for is not known, and `hint` what to do
  std::string hint;
};

// `at` is that of the `$` or the backtick.
[[nodiscard]] ShellExpansion readExpansion(std::string_view text, std::size_t at);

// The end of a "(…)" with its quotes and inner parentheses; `at` is that of the first one.
[[nodiscard]] std::size_t endOfSubstitution(std::string_view text, std::size_t at);

// The body of a here document whose end was not quoted.
[[nodiscard]] base::Result<std::string> expandHeredoc(std::string_view body);

}  // namespace hrp::import
