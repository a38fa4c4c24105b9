#pragma once
// Figure text: numbers and times as the console and the files show them. Pure functions, apart from
// the time zone of the process that localTimeText reads.

#include <cstdint>
#include <string>

#include "hrp/base/clock.hpp"

namespace hrp::outputs {

[[nodiscard]] double toMs(double microseconds);
[[nodiscard]] double toSeconds(base::Duration duration);
[[nodiscard]] double perSecond(std::uint64_t count, base::Duration over);  // 0 over no time
[[nodiscard]] double ratio(std::uint64_t part, std::uint64_t whole);       // 0 of nothing

// Milliseconds with about three figures: "0.042", "0.42", "5.13", "51.20", "512.3", "12345".
[[nodiscard]] std::string msText(double microseconds);
[[nodiscard]] std::string fixedText(double value, int decimals);
[[nodiscard]] std::string localTimeText(base::WallTime time);  // "2026/11/23 03:33:07"
[[nodiscard]] std::string utcTimeText(base::WallTime time);    // "2026-11-23T03:33:07.250Z"

}  // namespace hrp::outputs
