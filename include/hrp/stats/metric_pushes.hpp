#pragma once
// MetricPushes: what became of the figures of a run that were pushed to a gateway. A value.

#include <cstdint>
#include <string>

namespace hrp::stats {

struct MetricPushes {
  std::string gateway{};  // without its password
  std::uint64_t sent = 0;
  std::uint64_t lost = 0;     // of these, refused or without an answer
  bool last_arrived = false;  // the final figures
  std::string reason{};       // of the last one that was lost

  [[nodiscard]] bool lostAny() const { return lost > 0 || !last_arrived; }
};

}  // namespace hrp::stats
