#pragma once
// Where an offset is in a text, for error messages. Pure.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace hrp::base {

// "line:column" of a byte, both from 1.
[[nodiscard]] inline std::string placeInText(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n');
  const std::size_t column =
      before.size() - (line_start == std::string_view::npos ? 0 : line_start + 1) + 1;
  return std::to_string(line) + ":" + std::to_string(column);
}

}  // namespace hrp::base
