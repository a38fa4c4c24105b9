#pragma once
// From which delay on a request or an iteration counts as a late start.

#include "hrp/base/clock.hpp"

namespace hrp::engine {

inline constexpr base::Duration kLateStart = std::chrono::milliseconds(10);

}  // namespace hrp::engine
