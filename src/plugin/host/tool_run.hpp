#pragma once
// Runs a tool (pip, a compiler) to its end and keeps the last lines that it printed, which are
// logged: at level debug as they come, and as errors when it fails. Waits: never called by an event
// loop.

#include <deque>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::plugin {

struct ToolEnd {
  std::string status;  // "exit status 0"
  std::deque<std::string> last_lines;

  [[nodiscard]] bool succeeded() const { return status == "exit status 0"; }
  // The status and the last few lines, in one line.
  [[nodiscard]] std::string text() const;
};

inline constexpr std::size_t kToolLines = 15;

// The tool has this process's environment. kUnavailable when it cannot be started, kTimeout when it
// does not end within `limit`; it is killed then.
[[nodiscard]] base::Result<ToolEnd> runTool(const std::vector<std::string>& command,
                                            base::Duration limit, const base::Clock& clock);

}  // namespace hrp::plugin
