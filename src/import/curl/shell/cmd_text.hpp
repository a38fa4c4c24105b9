#pragma once
// CmdText: curl commands as browsers copy them for cmd.exe of Windows ("Copy as cURL (cmd)"): `^`
// takes the next character as it is and joins lines, ^"…^" is a word. Within it a backslash that
// was doubled for the program is one again, because that is what the browser sent. Pure; any
// thread.

#include <string>
#include <string_view>

#include "import/curl/shell/shell_script.hpp"

namespace hrp::import {

// A word in ^"…^", or a line that a caret joins to the next.
[[nodiscard]] bool isCmdText(std::string_view text);

[[nodiscard]] ShellScript readCmdScript(std::string_view text, const std::string& file);

}  // namespace hrp::import
