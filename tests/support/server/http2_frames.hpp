#pragma once
// HTTP/2 frames as bytes (RFC 9113, RFC 7541), written by hand so that tests can make wrong ones.
// Pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hrp::testing::h2 {

constexpr int kData = 0;
constexpr int kHeaders = 1;
constexpr int kRstStream = 3;
constexpr int kSettings = 4;
constexpr int kPushPromise = 5;
constexpr int kPing = 6;
constexpr int kGoAway = 7;
constexpr int kWindowUpdate = 8;
constexpr int kContinuation = 9;

constexpr int kEndStream = 1;  // of DATA and HEADERS
constexpr int kAck = 1;        // of SETTINGS and PING
constexpr int kEndHeaders = 4;
constexpr int kPadded = 8;

inline std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xff);
  }
  return out;
}

struct Kind {
  int type = 0;
  int flags = 0;
};
inline std::string frame(Kind kind, std::uint32_t stream, std::string_view payload) {
  return number(payload.size(), 3) + static_cast<char>(kind.type) + static_cast<char>(kind.flags) +
         number(stream, 4) + std::string(payload);
}

// A text as HPACK writes it without Huffman coding.
inline std::string hpackText(std::string_view text) {
  std::string out;
  if (text.size() < 127) {
    out += static_cast<char>(text.size());
  } else {
    out += static_cast<char>(127);
    std::size_t rest = text.size() - 127;
    for (; rest >= 128; rest /= 128) out += static_cast<char>(rest % 128 + 128);
    out += static_cast<char>(rest);
  }
  return out + std::string(text);
}

using Fields = std::vector<std::pair<std::string, std::string>>;

// A block of literal fields that are not indexed.
inline std::string block(const Fields& fields) {
  std::string out;
  for (const auto& [name, value] : fields) out += '\0' + hpackText(name) + hpackText(value);
  return out;
}

inline std::string headers(std::uint32_t stream, const Fields& fields, int flags = 0) {
  return frame({kHeaders, flags | kEndHeaders}, stream, block(fields));
}
inline std::string data(std::uint32_t stream, std::string_view bytes, int flags = 0) {
  return frame({kData, flags}, stream, bytes);
}
inline std::string settings() {
  return frame({kSettings}, 0, "");
}
inline std::string settingsAck() {
  return frame({kSettings, kAck}, 0, "");
}
inline std::string rstStream(std::uint32_t stream, std::uint32_t code) {
  return frame({kRstStream}, stream, number(code, 4));
}
inline std::string goAway(std::uint32_t last_stream, std::uint32_t code) {
  return frame({kGoAway}, 0, number(last_stream, 4) + number(code, 4));
}
inline std::string windowUpdate(std::uint32_t stream, std::uint32_t bytes) {
  return frame({kWindowUpdate}, stream, number(bytes, 4));
}
inline std::string ping() {
  return frame({kPing}, 0, "12345678");
}

// What the first frame of `bytes` is, and how long; an incomplete one has no size.
struct Seen {
  int type = -1;
  int flags = 0;
  std::uint32_t stream = 0;
  std::string_view payload{};
};
inline std::vector<Seen> framesOf(std::string_view bytes) {
  constexpr std::string_view kMagic = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  if (bytes.starts_with(kMagic)) bytes.remove_prefix(kMagic.size());
  const auto byte = [&bytes](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
  };
  std::vector<Seen> frames;
  while (bytes.size() >= 9) {
    const std::size_t size = byte(0) << 16 | byte(1) << 8 | byte(2);
    if (bytes.size() < 9 + size) break;
    const std::uint32_t stream = byte(5) << 24 | byte(6) << 16 | byte(7) << 8 | byte(8);
    frames.push_back(
        {static_cast<int>(byte(3)), static_cast<int>(byte(4)), stream, bytes.substr(9, size)});
    bytes.remove_prefix(9 + size);
  }
  return frames;
}

}  // namespace hrp::testing::h2
