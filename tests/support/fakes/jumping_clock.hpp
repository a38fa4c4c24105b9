#pragma once
// JumpingClock: the system's clock, which a test can make jump ahead, as it does for a process that
// was stopped. Any thread may call any method.

#include <atomic>

#include "hrp/base/clock.hpp"

namespace hrp::testing {

class JumpingClock final : public base::Clock {
 public:
  [[nodiscard]] base::TimePoint now() const override {
    return system_.now() + base::Duration(ahead_.load());
  }
  [[nodiscard]] base::WallTime wallNow() const override { return system_.wallNow(); }
  void jump(base::Duration time) { ahead_ += time.count(); }

 private:
  base::SystemClock system_;
  std::atomic<base::Duration::rep> ahead_{0};
};

}  // namespace hrp::testing
