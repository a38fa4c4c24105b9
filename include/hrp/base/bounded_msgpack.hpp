#pragma once
// MessagePack of anybody, parsed within bounds of depth and of the number of values. A pure
// function.

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace hrp::base {

struct MsgpackBounds {
  std::size_t depth = 8;         // of lists and maps inside each other
  std::size_t values = 100'000;  // of all kinds and levels; keys count too
};

// Empty when `bytes` are not one value, or one beyond the bounds.
[[nodiscard]] std::optional<nlohmann::json> parseMsgpack(std::string_view bytes,
                                                         const MsgpackBounds& bounds = {});

}  // namespace hrp::base
