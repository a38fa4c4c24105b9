#include "cluster/turn_loop.hpp"

#include <algorithm>

namespace hrp::cluster {

void TurnLoop::turn(TurnHandler& handler) {
  const base::Duration wait = next_tick_ - clock_.now();
  auto incoming = transport_.receive(std::clamp<base::Duration>(wait, {}, kTickInterval));
  for (int left = frames_per_turn_; incoming; incoming = transport_.receive({})) {
    handler.takeFrame(*incoming);
    if (--left == 0) break;
  }
  handler.givePosted();
  const base::TimePoint now = clock_.now();
  if (now < next_tick_) return;
  next_tick_ = now + kTickInterval;
  handler.tick(now);
}

}  // namespace hrp::cluster
