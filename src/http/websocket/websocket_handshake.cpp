#include "http/websocket/websocket_handshake.hpp"

#include <openssl/sha.h>

#include <array>
#include <cstring>

#include "hrp/http/ascii.hpp"
#include "hrp/http/credentials.hpp"
#include "hrp/http/websocket.hpp"
#include "http/context.hpp"

namespace hrp::http {
namespace {

std::string_view fieldOf(const Response& response, std::string_view name) {
  for (const HeaderField& field : response.headers) {
    if (equalsIgnoreCase(field.name, name)) return field.value;
  }
  return {};
}

// True when `token` is in the comma-separated `list`; `exact` compares the case as well.
bool lists(std::string_view list, std::string_view token, bool exact) {
  for (;;) {
    const std::size_t comma = list.find(',');
    const std::string_view item = trimBlanks(list.substr(0, comma));
    if (exact ? item == token : equalsIgnoreCase(item, token)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace

std::string makeSocketKey(ClientContext& context) {
  std::array<char, 16> bytes{};
  const std::uint64_t words[2] = {context.impl().random.next(), context.impl().random.next()};
  std::memcpy(bytes.data(), words, bytes.size());
  return base64({bytes.data(), bytes.size()});
}

std::string acceptedSocketKey(std::string_view key) {
  const std::string salted = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(salted.data()), salted.size(), digest.data());
  return base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string faultOfHandshake(const Response& response, std::string_view key,
                             std::string_view protocols) {
  if (response.status != 101) {
    return "websocket: the server answered " + std::to_string(response.status) + " instead of 101";
  }
  if (!equalsIgnoreCase(fieldOf(response, "Upgrade"), "websocket") ||
      !lists(fieldOf(response, "Connection"), "upgrade", false)) {
    return "websocket: the server upgraded to something else";
  }
  if (fieldOf(response, "Sec-WebSocket-Accept") != acceptedSocketKey(key)) {
    return "websocket: wrong Sec-WebSocket-Accept";
  }
  if (!fieldOf(response, "Sec-WebSocket-Extensions").empty()) {
    return "websocket: the server chose an extension that was not offered";
  }
  const std::string_view protocol = fieldOf(response, "Sec-WebSocket-Protocol");
  if (!protocol.empty() && !lists(protocols, protocol, true)) {
    return "websocket: the server chose a subprotocol that was not offered";
  }
  return {};
}

}  // namespace hrp::http
