#pragma once
// ArrivalClock: when the iterations of one worker start under --arrival-rate, and which of them
// found nobody free. Shared by the engine threads; every method may be called from any of them.
//
// Times follow each other at the plan's rate whether or not there are users (an open model). A
// thread with a free user takes the next time ahead; a time that passes while no user of the worker
// is free is dropped and counted, as k6 counts its dropped_iterations, and does not come later.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <vector>

#include "engine/pace/pace_line.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

class ArrivalClock {
 public:
  // The plan counts from `now` less its age.
  void start(const PacePlan& plan, base::TimePoint now);
  // A new rate from now on: times handed out are void. False: it is the one that it had.
  bool adjust(const PacePlan& plan, base::TimePoint now);
  [[nodiscard]] bool on() const { return on_.load(std::memory_order_relaxed); }

  // A user is free from `now` on. Gives how many times were dropped until then.
  [[nodiscard]] std::uint64_t freed(base::TimePoint now);
  // A free user has started an iteration, or leaves.
  void busy();
  // The next time; for a thread that has a free user.
  [[nodiscard]] base::TimePoint take();
  // A time that was taken and is not used: it is the next again.
  void giveBack(base::TimePoint due);
  // How many times were dropped since the last call of this or of freed().
  [[nodiscard]] std::uint64_t droppedUntil(base::TimePoint now);
  // Likewise, also when users were free: nobody could start while the process did not run.
  [[nodiscard]] std::uint64_t skip(base::TimePoint until);
  // Likewise, and no time is dropped after it: the run is being stopped.
  [[nodiscard]] std::uint64_t close(base::TimePoint now);

 private:
  void apply(const PacePlan& plan, base::TimePoint from);
  [[nodiscard]] std::uint64_t drop(base::TimePoint now);
  [[nodiscard]] std::uint64_t pass(base::TimePoint until);

  std::mutex mutex_;
  std::atomic<bool> on_{false};
  PaceLine line_;
  base::TimePoint start_{};
  base::TimePoint next_{};
  std::vector<base::TimePoint> returned_;
  std::int64_t free_ = 0;
  bool open_ = false;  // there was a user: nothing is dropped before the first one
  bool closed_ = false;
};

}  // namespace hrp::engine
