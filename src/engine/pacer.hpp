#pragma once
// Pacer: when the requests of one worker are due under --max-rps and --request-increase-rate.
// Shared by the engine threads; every method may be called from any of them.
//
// It hands out times one after the other, 1 / rate apart (the rate may grow in steps), and knows
// nothing of users or sockets. A time never lies before the moment from which its user could have
// sent, were the server infinitely fast: so a slow server makes requests late, which the latency
// then shows, while users that think or have not started make no backlog.

#include <atomic>
#include <mutex>

#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

class Pacer {
 public:
  // The ramp of the plan counts from `start`.
  void start(const PacePlan& plan, base::TimePoint start);
  // A new rate from now on; the ramp goes on from the start of the run.
  void adjust(const PacePlan& plan, base::TimePoint now);

  [[nodiscard]] bool limited() const { return limited_.load(std::memory_order_relaxed); }
  // The due time of one more request, of a user that could have sent it since `available_since`.
  [[nodiscard]] base::TimePoint take(base::TimePoint available_since);
  // Requests per second at `time`.
  [[nodiscard]] double rateAt(base::TimePoint time) const;

 private:
  void apply(const PacePlan& plan, base::TimePoint from);
  [[nodiscard]] double rate(base::TimePoint time) const;
  [[nodiscard]] base::TimePoint after(base::TimePoint from, double requests) const;

  mutable std::mutex mutex_;
  std::atomic<bool> limited_{false};
  PacePlan plan_;
  base::TimePoint start_{};
  base::TimePoint next_{};
};

}  // namespace hrp::engine
