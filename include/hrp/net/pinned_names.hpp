#pragma once
// Names whose addresses the user gives instead of DNS, as curl's --resolve does, and the address of
// a DNS server. Values and pure functions; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/net/address.hpp"

namespace hrp::net {

struct PinnedName {
  std::string host;  // as asciiHost() gives it; "*": every host
  std::uint16_t port = 0;
  std::vector<Address> addresses;  // at least one; used in turn
};

// "HOST:PORT:ADDR[,ADDR]…" with IPv6 addresses in brackets, a leading '+' as in curl ignored.
// kInvalidArgument otherwise.
[[nodiscard]] base::Result<PinnedName> parsePinnedName(std::string_view text);

// "192.0.2.1", "192.0.2.1:5353", "2001:db8::1", "[2001:db8::1]:5353"; the port is 53 when none is
// named.
[[nodiscard]] base::Result<Address> parseDnsServer(std::string_view text);

}  // namespace hrp::net
