#pragma once
// RecordedTime: a time as recordings write it (ISO 8601 with a zone). Pure; any thread.

#include <cstdint>
#include <optional>
#include <string_view>

namespace hrp::import {

// Microseconds since 1970 of "2026-01-31T12:00:00.123Z" or "…+02:00".
[[nodiscard]] std::optional<std::int64_t> recordedTimeUs(std::string_view text);

}  // namespace hrp::import
