#pragma once
// ExchangeSlot: the state of one exchange under way. Pooled by the context: a slot is of one
// exchange from acquire() to release(), its timer may stay armed in between.

#include "hrp/net/address.hpp"
#include "hrp/net/failure.hpp"
#include "hrp/net/resolver.hpp"
#include "hrp/net/socket.hpp"
#include "http/context.hpp"
#include "http/http1/response_parser.hpp"

namespace hrp::http {

class Connection;
struct Http2Exchange;

// A connection that speaks another protocol from now on; its socket is in no loop.
struct Upgraded {
  net::Descriptor socket;
  std::unique_ptr<net::TlsSession> tls;  // null: none
  std::string rest;                      // what came behind the response
};

struct ExchangeSlot final : net::Timer, net::Resolver::Waiter {
  explicit ExchangeSlot(ClientContext::Impl& of);
  ~ExchangeSlot() override;
  ExchangeSlot(const ExchangeSlot&) = delete;
  ExchangeSlot& operator=(const ExchangeSlot&) = delete;

  void prepare(const Request& asked, ExchangeHandler& answer_to, ExchangeSlot*& active_of);
  // The attempt to connect that begins is over, when others are left, before it takes the time of
  // all: a server that swallows the attempt is no reason to fail.
  void limitAttempt();
  // Reports `failure` on the next turn: exchange() never calls the handler itself.
  void failLater();
  [[nodiscard]] std::uint64_t requestBytes() const {
    return request.head.size() + request.body.size() + request.more_bytes;
  }
  // What is to be sent next: of the rest of the head, of the body or of one of its further pieces.
  // A piece of a file is read into the context's memory, at most `most` bytes of it; empty when
  // that fails, and `piece_problem` says why.
  [[nodiscard]] std::string_view unwritten(std::size_t most);
  [[nodiscard]] bool requestWritten() const { return written == requestBytes(); }

  [[nodiscard]] std::string_view readPiece(const base::StoredFile& file, std::uint64_t at,
                                           std::size_t most);
  void onTimer() override;
  void onResolved(net::AddressSequence found) override;
  void onResolveFailed(std::string_view message) override;

  ClientContext::Impl& context;
  Request request;
  ExchangeHandler* handler = nullptr;
  ExchangeSlot** active = nullptr;   // the client's pointer to this slot
  Connection* connection = nullptr;  // null while the slot is free
  ExchangeTrace trace;
  ResponseParser parser;
  std::unique_ptr<Http2Exchange> http2;  // null until one spoke HTTP/2
  net::AddressSequence addresses;
  base::TimePoint phase_started{};
  base::TimePoint attempt_due{};  // of one address; zero: it may take all the time there is
  std::uint64_t written = 0;      // of this attempt's head and body
  std::uint64_t counted = 0;      // of `written`, in trace.bytes_sent (TLS only)
  std::string piece_problem;
  bool keep_alive = true;
  bool rested = false;  // sent on a connection that was idle before
  bool retried = false;
  bool failing = false;  // `failure` waits to be reported
  net::Failure failure;
  std::string proxy_head;         // what a proxy is told: CONNECT, or the head in absolute-form
  std::size_t proxy_written = 0;  // of a CONNECT
  std::unique_ptr<Upgraded> upgraded;  // of an upgrade that was answered with 101
};

}  // namespace hrp::http
