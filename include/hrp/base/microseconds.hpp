#pragma once
// Whole microseconds of a duration, as samples carry them; a negative one is zero. Pure; any
// thread.

#include <algorithm>
#include <cstdint>

#include "hrp/base/clock.hpp"

namespace hrp::base {

inline std::uint64_t microseconds(Duration duration) {
  const auto count = std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, count));
}

}  // namespace hrp::base
