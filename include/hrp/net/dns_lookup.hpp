#pragma once
// Looking a host name up: in /etc/hosts, then over DNS with c-ares, which tells for how long an
// answer holds. Without a server of its own, a name that DNS does not know is asked of the system
// (getaddrinfo), which may have further sources (nsswitch.conf).
//
// Blocks for at most about 20 seconds: for helper threads. Any thread.

#include <optional>

#include "hrp/net/address.hpp"
#include "hrp/net/resolver.hpp"

namespace hrp::net {

// `server`: asked instead of those of /etc/resolv.conf.
[[nodiscard]] Resolver::Lookup makeDnsLookup(std::optional<Address> server);

}  // namespace hrp::net
