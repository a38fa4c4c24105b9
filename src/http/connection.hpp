#pragma once
// Connection: one user's connection to one origin, over its whole life: a transport that carries
// bytes and a protocol that gives them a meaning, joined. What is the same for every transport and
// protocol stands here, once: an exchange begins, its bytes come and go, it is measured, it is told
// to its handler once, and the connection is kept or closed, or the request is sent again. Stays in
// its client when closed, so that reopening allocates nothing and a TLS session can be resumed.
//
//   phase       slot  transport        next
//   kClosed     –     closed           kOpening
//   kOpening    yes   being opened     kExchange; kClosed (it failed, or was abandoned)
//   kExchange   yes   open             kIdle, kClosed; kOpening (sent again)
//   kIdle       –     open             kExchange, kClosed
//
// While a failure waits to be told (slot.failing) the transport may be closed already.
//
// After it has called the exchange's handler it touches nothing of itself: the handler may start
// the next exchange on it, or destroy it with its client.

#include <memory>

#include "hrp/http/exchange.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/failure.hpp"
#include "http/context.hpp"
#include "http/protocols.hpp"
#include "http/transport/transport.hpp"

namespace hrp::http {

struct ExchangeSlot;

class Connection final : private TransportOpener {
 public:
  // `rested`: a closed transport to the same origin, whose TLS session the first handshake resumes.
  Connection(ClientContext::Impl& context, const Origin& origin, Transport* rested = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] const Origin& origin() const { return origin_; }
  // Begins the exchange; its outcome always comes later.
  void start(ExchangeSlot& slot);
  // Drops the exchange under way, without a word to its handler.
  void abandon();
  void closeIdle();
  // Of an exchange that was answered with 101: what carries another protocol from now on. To be
  // taken from inside the handler.
  [[nodiscard]] Transport& transport() { return transport_; }

  // Called by the slot.
  void onDeadline();
  void onFailing();

  std::unique_ptr<Connection> next;  // of the client's list

 private:
  enum class Phase : std::uint8_t { kClosed, kOpening, kExchange, kIdle };
  // How a look for received bytes ends, and what it means.
  enum class Look : std::uint8_t {
    kUsual,     // when the loop would tell of more
    kThorough,  // when nothing is there
    kUntilEnd,  // likewise; the peer has ended its side, so the connection is not used again
  };

  void onIo(std::uint32_t events) override;
  void onOpened(base::TimePoint now, bool ending) override;
  void onUnopened(const net::Failure& failure) override;

  // connection.cpp: an exchange begins, and its bytes come and go.
  [[nodiscard]] bool tunnels() const;
  void open();
  void begin();
  template <class SomeProtocol>
  [[nodiscard]] int sendBy(SomeProtocol& protocol);
  [[nodiscard]] int send();
  [[nodiscard]] bool waitsToSend();
  [[nodiscard]] bool receive(Look look);  // true: the exchange, or the idle connection, is over
  [[nodiscard]] bool take(const Received& received, bool ending);  // likewise
  [[nodiscard]] bool takeBytes(std::string_view bytes, bool ending);
  [[nodiscard]] bool takeIdle(std::string_view bytes, bool ending);

  // connection_ending.cpp: it ends.
  void onEnd(const Received& received);
  void complete(bool usable, base::TimePoint now, std::string_view last);
  void failed(bool usable);
  void fail(const net::Failure& failure, bool usable = false);
  void conclude(bool kept, base::TimePoint now);
  template <class SomeProtocol>
  [[nodiscard]] bool mayGoOn(const SomeProtocol& protocol) const;
  [[nodiscard]] bool hasRested() const;
  void unsendable(int error);
  void broken(const net::Failure& failure);
  [[nodiscard]] bool mayRepeat(const net::Failure& failure) const;
  [[nodiscard]] bool endedAtOnce() const;
  void sendAgain();
  void close();

  [[nodiscard]] base::TimePoint fresh() const { return context_.loop.clock().now(); }

  ClientContext::Impl& context_;
  const Proxy* const proxy_;  // of the context; null: none
  ExchangeSlot* slot_ = nullptr;
  Transport transport_;
  Protocols protocols_;
  base::TimePoint idle_since_{};  // while it is idle
  Phase phase_ = Phase::kClosed;
  Origin origin_;
};

}  // namespace hrp::http
