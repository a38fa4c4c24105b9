#pragma once
// CrashWatch: whether processes that run custom functions die too often to be replaced again. Pure;
// one owner, one thread.

#include <deque>

#include "hrp/base/clock.hpp"

namespace hrp::plugin {

class CrashWatch {
 public:
  static constexpr std::size_t kMost = 5;
  static constexpr base::Duration kWindow = std::chrono::minutes(1);

  // One died. True when it was the kMost-th within kWindow.
  [[nodiscard]] bool crashed(base::TimePoint now) {
    times_.push_back(now);
    if (times_.size() > kMost) times_.pop_front();
    return times_.size() == kMost && now - times_.front() < kWindow;
  }

 private:
  std::deque<base::TimePoint> times_;
};

}  // namespace hrp::plugin
