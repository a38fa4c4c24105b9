#pragma once
// Protocols: the versions of HTTP that a connection may speak; the one list of them. Of one
// connection, HTTP/1 until it is told otherwise.

#include <cstddef>
#include <memory>

#include "http/http1/http1_session.hpp"
#include "http/http2/http2_session.hpp"
#include "http/message/protocol.hpp"

namespace hrp::http {

static_assert(Protocol<Http1Session, Http1Exchange>);
static_assert(Protocol<Http2Session, Http2Exchange>);

class Protocols {
 public:
  // Calls `act` with the one that is spoken.
  template <class Act>
  decltype(auto) speak(const Act& act) {
    if (http2_ != nullptr) return act(*http2_);
    return act(http1_);
  }
  // A connection was opened, on which HTTP/2 was agreed or not.
  void begin(bool http2, std::size_t max_head_bytes) {
    if (http2) http2_ = std::make_unique<Http2Session>(max_head_bytes);
  }
  // The connection has ended.
  void forget() { http2_.reset(); }

 private:
  Http1Session http1_;
  std::unique_ptr<Http2Session> http2_;  // null: HTTP/1
};

}  // namespace hrp::http
