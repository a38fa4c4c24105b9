#pragma once
// Sending what a TLS session has ready, which does no I/O itself. On the thread of its connection.

#include <cerrno>
#include <string_view>

#include "hrp/net/socket.hpp"
#include "hrp/net/tls.hpp"

namespace hrp::http {

// Hands the kernel what it takes; an errno when the connection is broken.
inline int flushTls(net::TlsSession& tls, int descriptor) {
  while (!tls.output().empty()) {
    const std::string_view waiting = tls.output();
    const iovec part{const_cast<char*>(waiting.data()), waiting.size()};
    const std::int64_t count = net::sendAll(descriptor, {&part, 1});
    if (count == -EAGAIN) return 0;
    if (count < 0) return static_cast<int>(-count);
    tls.sent(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace hrp::http
