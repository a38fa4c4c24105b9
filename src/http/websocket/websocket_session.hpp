#pragma once
// WebSocket::Session: the connection behind a WebSocket, from its handshake (an exchange that is
// answered with 101) to its end, upon any transport. See hrp/http/websocket.hpp for the contract.
//
// After it has called the handler it touches nothing of itself: the handler may start the next
// operation, or destroy it.

#include <deque>
#include <memory>

#include "hrp/http/websocket.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/failure.hpp"
#include "http/connection.hpp"
#include "http/context.hpp"
#include "http/transport/transport.hpp"
#include "http/websocket/websocket_frame.hpp"

namespace hrp::http {

class WebSocket::Session final : private ExchangeHandler,
                                 private net::IoHandler,
                                 private net::Timer {
 public:
  explicit Session(ClientContext::Impl& context);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void start(const SocketRequest& request, SocketHandler& handler);
  ExchangeTrace cancel();
  [[nodiscard]] bool busy() const { return handler_ != nullptr; }
  [[nodiscard]] bool isOpen() const { return state_ == State::kOpen; }

 private:
  enum class State : std::uint8_t {
    kClosed,
    kOpening,
    kOpen,
    kLingering,  // closed by both sides, until the peer closes the socket
  };
  // An outcome that is known inside start() and told on the next turn.
  enum class Later : std::uint8_t { kNothing, kDone, kMessage, kFailure };
  struct Message {
    bool binary = false;
    std::string payload;
  };

  void onResponse(const Response& response, const ExchangeTrace& trace) override;
  void onFailure(base::ErrorKind kind, std::string_view message,
                 const ExchangeTrace& trace) override;
  void onIo(std::uint32_t events) override;
  void onTimer() override;

  // The operation under way.
  void beginOpening();
  void begin();
  void tellLater(Later later);
  void tell();
  void complete(SocketResult result);
  void completeFailed(const net::Failure& failure, const Response* response = nullptr);
  void armDeadline();
  void wakeUp();
  [[nodiscard]] bool reads() const;

  // Sending (websocket_sending.cpp).
  [[nodiscard]] bool sendFrame(Opcode opcode, std::string_view payload);  // false: broken
  [[nodiscard]] int flush();
  [[nodiscard]] bool written() const;

  // Receiving (websocket_receiving.cpp).
  void pump();
  [[nodiscard]] bool receive(std::string_view& data);  // false: nothing, or over
  [[nodiscard]] bool consume(std::string_view data);   // false: somebody was told; touch nothing
  [[nodiscard]] bool full() const { return unread_bytes_ >= kMaxUnread; }
  bool onMessage(std::string_view payload, bool binary, std::string_view rest);
  bool onPong(std::string_view rest);
  void onPeerClose();
  void onViolation();
  void onEnd();
  void finish(const net::Failure& failure);

  // The end of the connection.
  void goodbye();
  void drop();

  // Of messages that nobody has read; then the peer has to wait.
  static constexpr std::size_t kMaxUnread = 1 << 20;

  ClientContext::Impl& context_;
  SocketHandler* handler_ = nullptr;  // of the operation under way
  SocketRequest request_;
  ExchangeTrace trace_;
  std::unique_ptr<Connection> connection_;  // while it is being opened
  ExchangeSlot* slot_ = nullptr;            // likewise
  ExchangeSlot* active_ = nullptr;          // likewise
  Transport transport_;                     // taken over from the connection when that is open
  Origin origin_;  // where it goes, or went: the next one there resumes its TLS session
  FrameDecoder decoder_;
  std::string out_;  // frames that the transport did not take yet
  std::size_t out_sent_ = 0;
  std::string undecoded_;  // bytes behind the frame that ended an operation
  std::unique_ptr<std::deque<Message>> unread_;
  std::size_t unread_bytes_ = 0;
  net::Failure failure_;  // why it is closed
  net::Address peer_;
  int peer_status_ = 0;  // of its close frame; 0: none came
  std::uint32_t pings_ = 0;
  State state_ = State::kClosed;
  Later later_ = Later::kNothing;
  bool woken_ = false;
  bool readable_ = false;
  bool ending_ = false;  // the peer is closing its side: what it said before is read
  bool ended_ = false;   // it has, and all was read
  bool close_sent_ = false;
};

}  // namespace hrp::http
