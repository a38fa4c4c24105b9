#pragma once
// Between a TLS session, which does no I/O itself, and its connection. On the connection's thread.

#include <cerrno>
#include <span>
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

// Decrypts what was fed, as much as `into` holds, and says in `filled` how much that is; kDone when
// there may be more.
inline net::TlsSession::Status drainTls(net::TlsSession& tls, std::span<char> into,
                                        std::size_t& filled) {
  using Status = net::TlsSession::Status;
  filled = 0;
  while (filled < into.size()) {
    std::size_t count = 0;
    const Status status = tls.read(into.subspan(filled), count);
    if (status != Status::kDone) return status;
    filled += count;
    if (tls.drained()) return Status::kBlocked;
  }
  return Status::kDone;
}

}  // namespace hrp::http
