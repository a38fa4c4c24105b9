#pragma once
// PaceQueue: the users of one engine thread that wait for the Pacer, first come first served. It
// holds one due time at a time, so a change of the rate takes effect at once.

#include "engine/pace/pacer.hpp"
#include "engine/pace/wait_list.hpp"
#include "hrp/net/event_loop.hpp"

namespace hrp::engine {

class PaceWaiter : public WaitLink<PaceWaiter> {
 public:
  // The request is due; it was due at `scheduled`.
  virtual void onPaced(base::TimePoint scheduled) = 0;

  base::TimePoint paced_since{};  // of the queue: from when the waiter could have sent

 protected:
  ~PaceWaiter() = default;
};

class PaceQueue final : private net::Timer {
 public:
  PaceQueue(net::EventLoop& loop, Pacer& pacer) : loop_(loop), pacer_(pacer) {}
  // May call the waiter back at once. `available_since`: see Pacer::take().
  void enter(PaceWaiter& waiter, base::TimePoint available_since);
  void leave(PaceWaiter& waiter);
  // The pacer has another rate: due times handed out are void.
  void rateChanged();
  // The thread did not run in between: what was due then is not done later. How many requests these
  // are, of users that waited.
  [[nodiscard]] std::uint64_t skip(base::TimePoint from, base::TimePoint until);

 private:
  void onTimer() override { serve(); }
  void serve();

  net::EventLoop& loop_;
  Pacer& pacer_;
  WaitList<PaceWaiter> waiting_;
  base::TimePoint due_{};
  bool has_due_ = false;
  bool serving_ = false;
};

}  // namespace hrp::engine
