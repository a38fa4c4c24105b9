#pragma once
// ShellScript: the curl commands of a pasted shell text: what stands around them (assignments,
// time, sudo, pipes, redirections, other programs) is taken over where it says something about a
// request and noted where it does not. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "import/curl/shell/shell_words.hpp"

namespace hrp::import {

struct CurlCall {
  std::string place;
  std::vector<ShellWord> words;     // behind "curl"
  std::optional<ShellInput> input;  // what it reads from standard input
  std::optional<base::Error> error;
};

struct ShellScript {
  std::vector<CurlCall> calls;
  std::vector<std::string> notes;
  std::optional<base::Error> foreign;  // the first command that is none of curl
};

[[nodiscard]] ShellScript readShellScript(std::string_view text, const std::string& file);

}  // namespace hrp::import
