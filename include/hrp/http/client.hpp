#pragma once
// Client: one user's connections. Keeps one idle connection per origin (a user sends one request at
// a time), opens, reuses and closes them, and enforces the deadline.
//
// A request is sent again, once and on a new connection, only when all of this holds:
//  - its method is idempotent (RFC 9110 9.2.2);
//  - it went out on a kept connection that was idle: the loop had taken a turn since the last
//    answer there;
//  - that connection ended without a byte of answer;
//  - the end was noticed within two of the connection's own round trips and 25 ms of the send, so
//    the server had decided on it before it can have worked.
// Any request is, when the server says that it did not process it (RFC 9113 8.7). Every other end
// is a failure. The trace counts what was sent again. Before anything goes out on a connection that
// was idle its end is looked for, without waiting: a request that met it goes out on a new
// connection for the first time, as does one of which the kernel took nothing.
//
// Belongs to one loop; every call on that loop's thread. At most one exchange at a time. The
// handler is called exactly once per exchange, never from inside exchange(), unless it is
// cancelled. From inside the handler one may call exchange() (it is sent at once, in the same
// turn), cancel() and closeIdle() of this and of other clients, and destroy this or other clients;
// the Response stays valid until the handler returns. A deadline of TimePoint{} means none.
//
// Small when idle: no buffer, timer or parser of its own. At most 16 connections are kept; the one
// unused for longest is closed first. The context outlives its clients, the loop the context.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/http/exchange.hpp"
#include "hrp/http/proxy.hpp"
#include "hrp/http/validation_policy.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/pinned_names.hpp"

namespace hrp::http {

// What all clients of one engine thread share: loop, DNS, TLS contexts, proxies, read buffer.
class ClientContext {
 public:
  struct Options {
    std::string ca_certificates{};  // PEM; empty: the system's store
    bool tls_resumption = true;     // connections of one user to one origin resume TLS sessions
    std::vector<net::PinnedName> pins{};
    std::optional<net::Address> dns_server{};  // empty: those of the system
    std::vector<std::string> sources{};        // addresses to connect from, in turn
    std::uint32_t thread = 0;                  // threads share the local ports out
    std::uint32_t threads = 1;
    ProxyRules::Options proxy{};
    std::uint64_t max_body_bytes = 64ull << 20;  // of one response; more is a protocol failure
    std::size_t max_head_bytes = 64 << 10;
    ValidationPolicy validation{};
  };
  static base::Result<std::unique_ptr<ClientContext>> create(net::EventLoop& loop, Options options);
  ~ClientContext();
  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  ClientContext();
  std::unique_ptr<Impl> impl_;
};

class Client {
 public:
  Client(ClientContext& context, bool keep_alive);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void exchange(const Request& request, ExchangeHandler& handler);
  // Drops the exchange under way and its connection; the handler is not called any more. Gives what
  // was sent until then (bytes_sent is zero when nothing reached the kernel).
  ExchangeTrace cancel();
  [[nodiscard]] bool busy() const;
  void closeIdle();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace hrp::http
