#pragma once
// Linger: how long the figures of a run that has ended stay on the Pushgateway, so that a scrape
// sees them (docs/decisions, "The last figures stay on the gateway"). Pure.

#include <optional>
#include <string_view>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::outputs {

// Zero: the group is deleted as soon as the process ends. None: it stays for good.
using Linger = std::optional<base::Duration>;

inline constexpr base::Duration kDefaultLinger = std::chrono::seconds(60);

// "60s", "2m", "0", "keep"; "" is the default.
[[nodiscard]] base::Result<Linger> parseLinger(std::string_view text);

}  // namespace hrp::outputs
