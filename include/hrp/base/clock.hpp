#pragma once
// Clock: the only source of time. Injected by reference; tests use support/fakes/fake_clock.hpp.
// Any thread may call any method.

#include <chrono>

namespace hrp::base {

using Duration = std::chrono::nanoseconds;
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimePoint now() const = 0;     // monotonic
  [[nodiscard]] virtual WallTime wallNow() const = 0;  // for people and file names only
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimePoint now() const override;
  [[nodiscard]] WallTime wallNow() const override;
};

}  // namespace hrp::base
