#pragma once
// ArrivalQueue: the free users of one engine thread under --arrival-rate. The one that became free
// last starts first, so a rate that few users can serve opens few connections, whatever the bound.
// It holds one time of the ArrivalClock while it has a free user.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/pace/arrival_clock.hpp"
#include "hrp/net/event_loop.hpp"

namespace hrp::engine {

class ArrivalWaiter {
 public:
  // An iteration is due; it was due at `scheduled`.
  virtual void onArrival(base::TimePoint scheduled) = 0;

  std::size_t queue_place = 0;  // of the queue, to find the waiter again

 protected:
  ~ArrivalWaiter() = default;
};

class ArrivalQueue final : private net::Timer {
 public:
  ArrivalQueue(net::EventLoop& loop, ArrivalClock& clock) : loop_(loop), clock_(clock) {}
  // The user is free. Gives the time of an iteration that is due already; else onArrival() comes.
  // Never calls back.
  [[nodiscard]] std::optional<base::TimePoint> enter(ArrivalWaiter& waiter);
  void leave(ArrivalWaiter& waiter);
  // The clock has another rate: times handed out are void.
  void rateChanged();
  // The thread did not run until now: what was due meanwhile is dropped.
  void skip(base::TimePoint until);
  // How many iterations found nobody free since the last call.
  [[nodiscard]] std::uint64_t takeDropped();
  // Likewise; the run is being stopped, and none is dropped after it.
  [[nodiscard]] std::uint64_t close();

 private:
  void onTimer() override;
  void expectNext();

  net::EventLoop& loop_;
  ArrivalClock& clock_;
  std::vector<ArrivalWaiter*> free_;
  std::optional<base::TimePoint> due_;
  std::uint64_t dropped_ = 0;
};

}  // namespace hrp::engine
