#pragma once
// Durations as people write them: "30", "30s", "500ms", "1m30s", "2h" (Go's duration syntax; a bare
// number is seconds).

#include <string>
#include <string_view>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::base {

[[nodiscard]] Result<Duration> parseDuration(std::string_view text);
[[nodiscard]] std::string formatDuration(Duration duration);  // "1m30s", "1.5s", "250ms"

}  // namespace hrp::base
