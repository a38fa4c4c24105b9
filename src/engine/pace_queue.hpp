#pragma once
// PaceQueue: the users of one engine thread that wait for the Pacer, first come first served. It
// holds one due time at a time, so a change of the rate takes effect at once.

#include <deque>

#include "engine/pacer.hpp"
#include "hrp/net/event_loop.hpp"

namespace hrp::engine {

class PaceWaiter {
 public:
  // The request is due; it was due at `scheduled`.
  virtual void onPaced(base::TimePoint scheduled) = 0;

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

 private:
  struct Entry {
    PaceWaiter* waiter;
    base::TimePoint available_since;
  };
  void onTimer() override { serve(); }
  void serve();

  net::EventLoop& loop_;
  Pacer& pacer_;
  std::deque<Entry> waiting_;
  base::TimePoint due_{};
  bool has_due_ = false;
  bool serving_ = false;
};

}  // namespace hrp::engine
