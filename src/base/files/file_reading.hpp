#pragma once
// What all that read files have in common. Errors name the path. Thread safe; no state.

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "hrp/base/error.hpp"

namespace hrp::base {

[[nodiscard]] Error fileError(const std::string& path, int error_number);

struct OpenedFile {
  Descriptor descriptor;
  std::uint64_t size = 0;   // 0 of what has none: a device, a FIFO
  bool is_regular = false;  // else it can be read once, from its beginning
};
// A folder is an error.
[[nodiscard]] Result<OpenedFile> openForReading(const std::string& path);

// Hands on what is to come, piece by piece. kLimit beyond `max_bytes`.
[[nodiscard]] Result<> readPieces(const OpenedFile& file, const std::string& path,
                                  std::uint64_t max_bytes,
                                  const std::function<void(std::string_view)>& take);

[[nodiscard]] Result<std::string> readAll(const OpenedFile& file, const std::string& path,
                                          std::uint64_t max_bytes);

// Fills `into` from byte `at`: 0, the number of the error, or kEndsEarly.
constexpr int kEndsEarly = -1;
[[nodiscard]] int readAt(int descriptor, std::uint64_t at, std::span<char> into);

}  // namespace hrp::base
