#pragma once
// ExchangeSlot: the state of one exchange under way. Pooled by the context: a slot is of one
// exchange from acquire() to release(), its timer may stay armed in between.

#include <memory>
#include <string>

#include "hrp/net/failure.hpp"
#include "http/context.hpp"
#include "http/protocols.hpp"

namespace hrp::http {

class Connection;

struct ExchangeSlot final : net::Timer {
  explicit ExchangeSlot(ClientContext::Impl& of);
  ~ExchangeSlot() override;
  ExchangeSlot(const ExchangeSlot&) = delete;
  ExchangeSlot& operator=(const ExchangeSlot&) = delete;

  void prepare(const Request& asked, ExchangeHandler& answer_to, ExchangeSlot*& active_of);
  // Reports `failure` on the next turn: exchange() never calls the handler itself.
  void failLater();
  void onTimer() override;

  // What the protocols need of it.
  [[nodiscard]] Http1Exchange& stateOf(const Http1Session& /*of*/) { return http1; }
  [[nodiscard]] Http2Exchange& stateOf(const Http2Session& /*of*/) {
    if (http2 == nullptr) http2 = std::make_unique<Http2Exchange>(context.heads.limits());
    return *http2;
  }
  void trim() {
    http1.trim();
    if (http2 != nullptr) http2->trim();
  }

  ClientContext::Impl& context;
  Request request;
  ExchangeHandler* handler = nullptr;
  ExchangeSlot** active = nullptr;   // the client's pointer to this slot
  Connection* connection = nullptr;  // null while the slot is free
  ExchangeSlot* next_free = nullptr;
  ExchangeTrace trace;
  Http1Exchange http1;
  std::unique_ptr<Http2Exchange> http2;  // null until one spoke HTTP/2
  base::TimePoint sending_since{};       // by this attempt
  bool keep_alive = true;
  bool rested = false;  // sent on a connection that was idle before
  bool retried = false;
  bool failing = false;  // `failure` waits to be reported
  net::Failure failure;
  std::string proxy_head;      // what a proxy is told instead of request.head
  std::string after_response;  // of an upgrade: what came behind the answer
};

}  // namespace hrp::http
