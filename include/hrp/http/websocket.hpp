#pragma once
// WebSocket: one user's WebSocket connection (RFC 6455, no extensions): the opening handshake, then
// one operation at a time: ping, write, read, write and read, close. Messages that come while no
// operation reads are kept for the next read, within a bound beyond which the peer has to wait;
// the peer's pings are answered at any time.
//
// Belongs to one loop; every call on that loop's thread. The handler is called exactly once for
// each operation, never from inside start(), unless it is cancelled. From inside the handler one
// may start the next operation or destroy the WebSocket. After a failure of the connection each
// operation but an opening fails with it; after a timeout the connection stays.
//
// Idle it holds no buffer, unless the peer sent what nobody has read.

#include <memory>
#include <string>
#include <string_view>

#include "hrp/http/client.hpp"
#include "hrp/http/exchange.hpp"

namespace hrp::http {

enum class SocketAction : std::uint8_t { kOpen, kPing, kWrite, kRead, kWriteAndRead, kClose };

// What an operation needs; the views stay valid until the handler is called or it is cancelled.
struct SocketRequest {
  SocketAction action = SocketAction::kOpen;
  const Origin* origin = nullptr;  // kOpen
  std::string_view head{};         // kOpen: the complete GET request with the handshake's fields
  std::string_view key{};          // kOpen: its Sec-WebSocket-Key
  std::string_view protocols{};    // kOpen: its Sec-WebSocket-Protocol
  bool binary = false;             // kWrite, kWriteAndRead
  std::string_view payload{};      // likewise; text has to be UTF-8
  int close_status = 1000;         // kClose
  base::TimePoint deadline{};      // TimePoint{}: none
};

// What came of it. Valid only during the call of the handler.
struct SocketResult {
  SocketAction action = SocketAction::kOpen;
  base::ErrorKind kind = base::ErrorKind::kNone;
  std::string_view message;            // of a failure
  const Response* response = nullptr;  // of an opening that was answered, also by a refusal
  std::string_view payload{};          // the message that was read; the reason of a close
  bool binary = false;                 // the message is
  int close_status = 0;                // of a close: the peer's, 1005 when it gave none
  ExchangeTrace trace;  // bytes on the wire since the last operation, frames included
};

class SocketHandler {
 public:
  virtual void onSocket(const SocketResult& result) = 0;

 protected:
  ~SocketHandler() = default;
};

// A value for Sec-WebSocket-Key, and what has to come back for it (RFC 6455 4.1).
[[nodiscard]] std::string makeSocketKey(ClientContext& context);
[[nodiscard]] std::string acceptedSocketKey(std::string_view key);
// What text messages have to be.
[[nodiscard]] bool isUtf8(std::string_view text);

class WebSocket {
 public:
  explicit WebSocket(ClientContext& context);
  ~WebSocket();  // says goodbye as far as that is possible without waiting
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  // kOpen on an open connection closes that one first.
  void start(const SocketRequest& request, SocketHandler& handler);
  // Forgets the operation under way; the handler is not called any more. Gives what was sent until
  // then. A connection that was being opened is dropped.
  ExchangeTrace cancel();
  [[nodiscard]] bool busy() const;
  [[nodiscard]] bool isOpen() const;

 private:
  class Session;
  std::unique_ptr<Session> session_;
};

}  // namespace hrp::http
