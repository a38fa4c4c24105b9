#pragma once
// RunState: the states of the master and of a worker, with the numbers that the control API, the
// `state` metric and the wire show (they are those of hrp 4.3.6).

#include <cstdint>
#include <string_view>

namespace hrp::base {

enum class RunState : std::uint8_t {
  kReady = 1,
  kSpawning = 2,
  kRunning = 3,
  kStopping = 4,
  kStopped = 5,
  kQuitting = 6,
  kMissing = 7,  // only of a worker, as the master sees it
};

[[nodiscard]] std::string_view toString(RunState state);  // "ready", "spawning", …

}  // namespace hrp::base
