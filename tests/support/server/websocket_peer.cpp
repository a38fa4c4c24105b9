#include "support/server/websocket_peer.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace hrp::testing {
namespace {

constexpr unsigned kText = 1;
constexpr unsigned kClose = 8;
constexpr unsigned kPing = 9;
constexpr unsigned kPong = 10;

void frame(std::string& out, unsigned opcode, std::string_view payload, bool final = true) {
  out += static_cast<char>((final ? 0x80U : 0U) | opcode);
  const std::size_t size = payload.size();
  if (size < 126) {
    out += static_cast<char>(size);
  } else if (size <= 0xFFFF) {
    out += {126, static_cast<char>(size >> 8), static_cast<char>(size & 0xFF)};
  } else {
    out += 127;
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift & 0xFF);
  }
  out += payload;
}

struct Wrong {
  std::string_view name;
  std::string_view bytes;
};
using namespace std::string_view_literals;
constexpr std::array<Wrong, 14> kWrong{{
    {"masked", "\x81\x82\x01\x02\x03\x04\x69\x6b"sv},
    {"reserved", "\xc1\x02hi"sv},
    {"opcode", "\x83\x02hi"sv},
    {"length", "\x81\x7e\x00\x02hi"sv},
    {"continuation", "\x80\x02hi"sv},
    {"nested", "\x01\x02hi\x81\x02hi"sv},
    {"long-ping", "\x89\x7e\x00\x7e"sv},
    {"fragmented-ping", "\x09\x02hi"sv},
    {"utf8", "\x81\x02\xc3\x28"sv},
    {"close-code", "\x88\x02\x03\xed"sv},  // 1005
    {"close-one", "\x88\x01\x03"sv},
    {"oversize", "\x82\x7f\x00\x00\x01\x00\x00\x00\x00\x00"sv},
    {"cut", "\x81\x10only a part"sv},
    {"close-1008", "\x88\x08\x03\xf0policy"sv},
}};

}  // namespace

std::string webSocketHandshake(std::string_view key, std::string_view name) {
  const std::string salted = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
  std::array<unsigned char, 64> text{};
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  std::string accept(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(size));
  if (name == "bad-accept") std::reverse(accept.begin(), accept.end());
  std::string out =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      accept + "\r\n";
  if (name == "extension") out += "Sec-WebSocket-Extensions: permessage-deflate\r\n";
  return out;
}

void WebSocketPeer::opened(std::string& out) const {
  if (name_ == "greet") frame(out, kText, "hello");
}

bool WebSocketPeer::next(std::string& in, Frame& frame) {
  const auto byte = [&in](std::size_t at) { return static_cast<unsigned char>(in[at]); };
  if (in.size() < 2) return false;
  frame.final = (byte(0) & 0x80U) != 0;
  frame.opcode = byte(0) & 0x0FU;
  frame.masked = (byte(1) & 0x80U) != 0;
  std::uint64_t size = byte(1) & 0x7FU;
  std::size_t at = 2;
  const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (in.size() < at + extra + (frame.masked ? 4 : 0)) return false;
  if (extra > 0) size = 0;
  for (std::size_t i = 0; i < extra; ++i) size = size << 8 | byte(at++);
  const std::size_t key = at;
  if (frame.masked) at += 4;
  if (in.size() - at < size) return false;
  frame.payload = in.substr(at, size);
  for (std::size_t i = 0; frame.masked && i < size; ++i) {
    frame.payload[i] = static_cast<char>(byte(at + i) ^ byte(key + i % 4));
  }
  in.erase(0, at + size);
  return true;
}

WebSocketPeer::Then WebSocketPeer::take(std::string& in, std::string& out) {
  Frame got;
  while (next(in, got)) {
    if (!got.masked) {
      frame(out, kClose, "\x03\xea");
      return Then::kClose;
    }
    if (got.opcode >= kClose) {
      if (name_ == "mute") continue;
      if (got.opcode == kPing) frame(out, kPong, got.payload);
      if (got.opcode != kClose) continue;
      frame(out, kClose, got.payload);
      return Then::kClose;
    }
    if (got.opcode != 0) message_opcode_ = got.opcode;
    message_ += got.payload;
    if (!got.final) continue;
    ++messages_;
    const std::string message = std::exchange(message_, {});
    if (const Then then = answer(message_opcode_, message, out); then != Then::kKeep) return then;
  }
  return Then::kKeep;
}

WebSocketPeer::Then WebSocketPeer::answer(unsigned opcode, const std::string& payload,
                                          std::string& out) {
  for (const Wrong& wrong : kWrong) {
    if (wrong.name != name_) continue;
    out += wrong.bytes;
    return name_ == "cut" || name_ == "close-1008" ? Then::kClose : Then::kKeep;
  }
  if (name_ == "early-close") return Then::kClose;
  if (name_ == "reset") return Then::kReset;
  if (name_ == "mute") return Then::kKeep;
  if (name_ == "ping-flood") {
    for (int i = 0; i < 1000; ++i) frame(out, kPing, std::to_string(i));
  }
  if (name_ == "fragments") {
    const std::size_t third = payload.size() / 3;
    frame(out, opcode, payload.substr(0, third), false);
    frame(out, kPing, "between");
    frame(out, 0, payload.substr(third, third), false);
    frame(out, kPong, "nobody asked");
    frame(out, 0, payload.substr(2 * third));
    return Then::kKeep;
  }
  const int count = name_ == "burst" ? std::atoi(payload.c_str()) : 1;
  for (int i = 0; i < count; ++i) frame(out, opcode, payload);
  return Then::kKeep;
}

}  // namespace hrp::testing
