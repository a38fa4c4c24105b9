#pragma once
// Connection: one user's connection to one origin, over its whole life: closed, being opened, busy
// with an exchange, idle. Holds no buffers. Stays in its client when closed, so that reopening
// allocates nothing and a TLS session can be resumed.
//
// After it has called the exchange's handler it touches nothing of itself: the handler may start
// the next exchange on it, or destroy it with its client.

#include <memory>
#include <optional>

#include "hrp/http/exchange.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/failure.hpp"
#include "hrp/net/socket.hpp"
#include "hrp/net/tls.hpp"
#include "http/context.hpp"

namespace hrp::http {

struct ExchangeSlot;
class Http2Session;

class Connection final : private net::IoHandler {
 public:
  // `rested`: a closed TLS session with the same server, which the first handshake resumes.
  Connection(ClientContext::Impl& context, const Origin& origin,
             std::unique_ptr<net::TlsSession> rested = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] const Origin& origin() const { return origin_; }
  // Begins the exchange; its outcome always comes later.
  void start(ExchangeSlot& slot);
  // Drops the exchange under way, without a word to its handler.
  void abandon();
  void closeIdle();

  // Called by the slot.
  void onAddresses();
  void onUnresolved(std::string_view message);
  void onAttemptOver();
  void onDeadline();
  void onFailing();
  void fail(const net::Failure& failure);

  std::unique_ptr<Connection> next;  // of the client's list

 private:
  enum class Phase : std::uint8_t {
    kClosed,
    kResolving,
    kConnecting,
    kTunnel,  // asking the proxy for one
    kHandshake,
    kExchange,
    kIdle,
    kHttp2,  // an exchange
    kHttp2Idle
  };

  void onIo(std::uint32_t events) override;
  void exchangeStep(std::uint32_t events);
  bool readSocket(bool ending);
  bool takeReceived(std::string_view bytes, bool ending);
  bool decryptResponse(bool ending);
  bool take(std::string_view data, bool ending);
  [[nodiscard]] std::string_view responseProblem() const;
  void onEnd();
  void finish(bool reusable, base::TimePoint now);
  void upgrade(std::string_view rest);
  void closeSocket();

  // connection_ending.cpp: connections that end too early, or while they are kept
  [[nodiscard]] bool isIdle() const {
    return phase_ == Phase::kIdle || phase_ == Phase::kHttp2Idle;
  }
  [[nodiscard]] bool hasRested() const;
  void lookForEnd();
  [[nodiscard]] bool idleEnded();
  void unsendable(int error);
  [[nodiscard]] bool answeredEarly() const;
  void broken(const net::Failure& failure);
  [[nodiscard]] bool mayRepeat() const;
  [[nodiscard]] bool endedAtOnce() const;
  void sendAgain();

  // connection_opening.cpp: until the first byte of the request
  void open();
  void connectNext();
  void attemptFailed(int error);
  void endPhase(base::TimePoint now);
  void onConnected(bool ending);
  void goOn(bool ending);
  void startHandshake(bool ending);
  void handshakeStep(std::uint32_t events);
  void startSending(bool ending);

  // connection_sending.cpp: the request on its way to the kernel
  int writeRequest();
  int writePlain();
  int writeTls();
  int flushTls();

  // connection_tunnel.cpp: by way of a proxy
  [[nodiscard]] bool tunnels() const;
  [[nodiscard]] const std::string& dialedHost() const;
  [[nodiscard]] std::uint16_t dialedPort() const;
  [[nodiscard]] std::string peerText() const;
  void useAbsoluteForm();
  void startTunnel(bool ending);
  [[nodiscard]] int writeTunnelRequest();
  void tunnelStep(std::uint32_t events);
  void tunnelAnswered(bool ending);

  // connection_http2.cpp: HTTP/2
  [[nodiscard]] bool agreedOnHttp2() const;
  [[nodiscard]] bool bodyUnreadable();
  bool reuseHttp2();
  void startHttp2();
  void startFirstHttp2(bool ending);
  int writeHttp2();
  void http2Step(std::uint32_t events);
  bool readHttp2(bool ending);
  bool decryptHttp2(bool ending);
  bool takeHttp2(std::string_view data, bool ending);
  void onHttp2End(std::optional<net::Failure> error);
  void finishHttp2(bool reusable, base::TimePoint now);
  void failHttp2(bool reusable);
  void failStream(const net::Failure& failure);
  void onHttp2Deadline(std::string_view text);
  void leaveHttp2();

  [[nodiscard]] base::TimePoint fresh() const { return context_.loop.clock().now(); }

  ClientContext::Impl& context_;
  const Proxy* const proxy_;  // of the context; null: none
  ExchangeSlot* slot_ = nullptr;
  net::Descriptor socket_;
  net::Address peer_;             // connected to, or tried last
  base::TimePoint idle_since_{};  // while it is idle
  Phase phase_ = Phase::kClosed;
  std::unique_ptr<net::TlsSession> tls_;
  bool answered_head_ = false;           // the exchange before was a HEAD
  std::unique_ptr<Http2Session> http2_;  // null: HTTP/1.1
  Origin origin_;
};

}  // namespace hrp::http
