#pragma once
// FakeClock: time that only moves when a test moves it.

#include "hrp/base/clock.hpp"

namespace hrp::testing {

class FakeClock final : public base::Clock {
 public:
  [[nodiscard]] base::TimePoint now() const override { return now_; }
  [[nodiscard]] base::WallTime wallNow() const override {
    return base::WallTime(std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::seconds(1'790'000'000) + now_.time_since_epoch()));
  }
  void advance(base::Duration by) { now_ += by; }
  void set(base::TimePoint to) { now_ = to; }

 private:
  base::TimePoint now_{std::chrono::seconds(1000)};
};

}  // namespace hrp::testing
