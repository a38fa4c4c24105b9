#include "hrp/base/run_state.hpp"

namespace hrp::base {

std::string_view toString(RunState state) {
  switch (state) {
    case RunState::kReady:
      return "ready";
    case RunState::kSpawning:
      return "spawning";
    case RunState::kRunning:
      return "running";
    case RunState::kStopping:
      return "draining";
    case RunState::kStopped:
      return "stopped";
    case RunState::kQuitting:
      return "quitting";
    case RunState::kMissing:
      return "missing";
  }
  return "unknown";
}

}  // namespace hrp::base
