#pragma once
// Base64 (RFC 4648, section 4). Pure.

#include <optional>
#include <string>
#include <string_view>

namespace hrp::base {

[[nodiscard]] std::string base64(std::string_view bytes);
// Also takes the URL-safe alphabet and missing `=`; nullopt when it is no base64.
[[nodiscard]] std::optional<std::string> base64Decoded(std::string_view text);

}  // namespace hrp::base
