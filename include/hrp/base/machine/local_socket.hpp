#pragma once
// Connections to a process of this machine. Any thread; does not wait: such a peer accepts at once
// or refuses.

#include <string>

#include "hrp/base/error.hpp"

namespace hrp::base {

// `network` "unix": `address` is a path; "tcp": a loopback IPv4 address with a port. A connected
// descriptor, not blocking, closed on exec; the caller closes it. kInvalidArgument for another
// address, kUnavailable when nobody listens there.
[[nodiscard]] Result<int> connectLocally(const std::string& network, const std::string& address);

}  // namespace hrp::base
