#pragma once
// LagProbe: measures how long an event loop keeps due events waiting: a timer every 10 ms, and for
// each of these moments the time until the loop came to it. A loop that is held up for long has
// missed several moments; each counts with its own waiting time, as requests that came then would
// have waited. It costs 100 turns of the loop a second and nothing a request.
//
// Owned by an engine thread and used on it.

#include "hrp/net/event_loop.hpp"
#include "hrp/stats/histogram.hpp"

namespace hrp::engine {

class LagProbe final : private net::Timer {
 public:
  static constexpr base::Duration kPeriod = std::chrono::milliseconds(10);
  // Of one long delay; more would say nothing new and take time.
  static constexpr int kMostMoments = 1'000;

  explicit LagProbe(net::EventLoop& loop) : loop_(loop) {}
  void start();
  void stop();
  // What was measured since the last call, in µs.
  [[nodiscard]] stats::Histogram take();

 private:
  void onTimer() override;

  net::EventLoop& loop_;
  stats::Histogram lag_;
};

}  // namespace hrp::engine
