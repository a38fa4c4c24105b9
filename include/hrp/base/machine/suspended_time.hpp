#pragma once
// How long the machine has been suspended since it was started: during that, a monotonic clock
// stands still. Any thread may call it.

#include "hrp/base/clock.hpp"

namespace hrp::base {

[[nodiscard]] Duration suspendedTime();

}  // namespace hrp::base
