#pragma once
// MessagePack of anybody, parsed within bounds of depth and size. A pure function.

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace hrp::cluster {

// Empty when `bytes` are not one value, nested at most 8 deep, of at most 100,000 parts.
[[nodiscard]] std::optional<nlohmann::json> parseMsgpack(std::string_view bytes);

}  // namespace hrp::cluster
