#pragma once
// Pacer: when the requests of one worker are due under --max-rps, --request-increase-rate and
// --stages-rps.
// Shared by the engine threads; every method may be called from any of them.
//
// It hands out times one after the other, 1 / rate apart (the rate may grow in steps or follow
// stages: PaceLine), and knows nothing of users or sockets. A time never lies before the moment
// from which its user could have sent, were the server infinitely fast: so a slow server makes
// requests late, which the latency then shows, while users that think or have not started make no
// backlog.

#include <atomic>
#include <mutex>

#include "engine/pace/pace_line.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

class Pacer {
 public:
  // The ramp and the stages of the plan count from `now` less its age.
  void start(const PacePlan& plan, base::TimePoint now);
  // A new rate from now on; ramp and stages go on from the start of the run. False: it is the one
  // that it had, and goes on as if nothing had been said.
  bool adjust(const PacePlan& plan, base::TimePoint now);

  [[nodiscard]] bool limited() const { return limited_.load(std::memory_order_relaxed); }
  // The due time of one more request, of a user that could have sent it since `available_since`.
  [[nodiscard]] base::TimePoint take(base::TimePoint available_since);
  // Times that lie before `until` are not given out any more; how many these are, of those after
  // `from`. Times that nobody asked for by then are no backlog.
  [[nodiscard]] std::uint64_t skip(base::TimePoint from, base::TimePoint until);
  // Requests per second at `time`.
  [[nodiscard]] double rateAt(base::TimePoint time) const;

 private:
  void apply(const PacePlan& plan, base::TimePoint from);

  mutable std::mutex mutex_;
  std::atomic<bool> limited_{false};
  PaceLine line_;
  base::TimePoint start_{};
  base::TimePoint next_{};
};

}  // namespace hrp::engine
