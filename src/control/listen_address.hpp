#pragma once
// ListenAddress: "host:port" as --master-http-address takes it. A value type.

#include <cstdint>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::control {

struct ListenAddress {
  std::string host;  // IPv6 without its brackets
  std::uint16_t port = 0;
};

// "127.0.0.1:9771", "localhost:0", "[::1]:9771", ":9771" (all IPv4 interfaces).
[[nodiscard]] base::Result<ListenAddress> parseListenAddress(std::string_view text);

// "127.0.0.1:9771", "[::1]:9771".
[[nodiscard]] std::string toText(const ListenAddress& address);

}  // namespace hrp::control
