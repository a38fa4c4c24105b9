#pragma once
// The opening handshake of a WebSocket (RFC 6455 section 4), as far as it is judged here. Pure.

#include <string>
#include <string_view>

#include "hrp/http/exchange.hpp"

namespace hrp::http {

// What is wrong with the answer to a handshake with this Sec-WebSocket-Key and these offered
// Sec-WebSocket-Protocol values; empty when nothing is.
[[nodiscard]] std::string faultOfHandshake(const Response& response, std::string_view key,
                                           std::string_view protocols);

}  // namespace hrp::http
