#pragma once
// The fields of a complete request head, behind its first line, as the renderer writes them
// ("Name: value"). Pure; any thread.

#include <string_view>

namespace hrp::engine {

template <typename Take>
void forEachHeadField(std::string_view head, Take take) {
  std::size_t at = head.find("\r\n");
  while (at != std::string_view::npos && at + 2 < head.size()) {
    const std::size_t end = head.find("\r\n", at + 2);
    const std::string_view line = head.substr(at + 2, end - at - 2);
    const std::size_t colon = line.find(": ");
    if (colon != std::string_view::npos) take(line.substr(0, colon), line.substr(colon + 2));
    at = end;
  }
}

}  // namespace hrp::engine
