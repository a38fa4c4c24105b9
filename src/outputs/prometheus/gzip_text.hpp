#pragma once
// Gzip text: the gzip form (RFC 1952) of a text, by zlib at its fastest level. Pure.

#include <string>
#include <string_view>

namespace hrp::outputs {

[[nodiscard]] std::string gzipped(std::string_view text);

}  // namespace hrp::outputs
