#pragma once
// What zlib makes of a text, for servers and tests that send it. Needs ZLIB::ZLIB.

#include <zlib.h>

#include <string>
#include <string_view>

namespace hrp::testing {

inline constexpr int kGzipWindow = 15 + 16;

// `window` as zlib takes it: 15 zlib, 31 gzip, -15 raw; `level` 1 is quick, 9 small.
inline std::string deflated(std::string_view text, int window = kGzipWindow, int level = 9) {
  z_stream stream{};
  deflateInit2(&stream, level, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace hrp::testing
