#pragma once
// Gzip text: the gzip form (RFC 1952) of a text, by zlib. Pure.

#include <string>
#include <string_view>

namespace hrp::outputs {

// `level` goes from 1, the fastest, to 9, the smallest. Metrics repeat themselves so much that
// higher levels save little of them and take much longer.
[[nodiscard]] std::string gzipped(std::string_view text, int level = 1);

}  // namespace hrp::outputs
