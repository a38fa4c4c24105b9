#pragma once
// byteTable: a set of bytes that is asked about one byte at a time. Pure; any thread.

#include <array>
#include <string_view>

namespace hrp::base {

// Which bytes are among `bytes`.
[[nodiscard]] constexpr std::array<bool, 256> byteTable(std::string_view bytes) {
  std::array<bool, 256> table{};
  for (const char c : bytes) table[static_cast<unsigned char>(c)] = true;
  return table;
}

}  // namespace hrp::base
