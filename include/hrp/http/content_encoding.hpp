#pragma once
// Content codings of responses: gzip, deflate (zlib or raw), br, zstd, in any chain.

#include <cstdint>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::http {

// Decodes `body` by the Content-Encoding field value. The result points into `body` (identity or
// unknown coding) or into `buffer`, which is reused. More than `limit` bytes is an error (kLimit).
[[nodiscard]] base::Result<std::string_view> decodeContent(std::string_view content_encoding,
                                                           std::string_view body,
                                                           std::string& buffer,
                                                           std::uint64_t limit);

}  // namespace hrp::http
