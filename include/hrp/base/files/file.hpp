#pragma once
// Whole-file reads and writes with errors that name the path. Thread safe; no state.

#include <cstdint>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::base {

// Fails with kLimit beyond `max_bytes`.
[[nodiscard]] Result<std::string> readFile(const std::string& path,
                                           std::uint64_t max_bytes = std::uint64_t{4} << 30);
// Writes beside the target and renames over it, so a reader never sees half a file.
[[nodiscard]] Result<> writeFileAtomically(const std::string& path, std::string_view content);

}  // namespace hrp::base
