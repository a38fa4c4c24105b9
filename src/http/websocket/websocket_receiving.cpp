// Of WebSocket::Session: what the peer sends, and what it means for the operation under way.

#include <utility>

#include "http/transport/io_events.hpp"
#include "http/websocket/websocket_session.hpp"

namespace hrp::http {

using base::ErrorKind;
using net::Failure;

void WebSocket::Session::onIo(std::uint32_t events) {
  if ((events & EPOLLOUT) != 0 && !written()) {
    if (flush() != 0) {
      readable_ = ending_ = true;
    } else if (handler_ != nullptr && request_.action == SocketAction::kWrite && written()) {
      tellLater(Later::kDone);
    }
  }
  if ((events & kEnding) != 0) ending_ = true;
  if ((events & (EPOLLIN | kEnding)) != 0) readable_ = true;
  pump();
}

// Takes all that has come, unless an operation ends meanwhile or too much waits to be read.
void WebSocket::Session::pump() {
  if (!undecoded_.empty() && !full()) {
    const std::string held = std::exchange(undecoded_, {});
    if (!consume(held)) return;
  }
  while (transport_.isOpen() && readable_ && !full()) {
    std::string_view data;
    if (!receive(data)) return;
    trace_.bytes_received += data.size();
    if (!consume(data)) return;
  }
}

bool WebSocket::Session::receive(std::string_view& data) {
  if (ended_) {
    onEnd();
    return false;
  }
  const Received received = transport_.read(ending_);
  data = received.bytes;
  readable_ = received.after != Received::After::kDrained;
  if (received.after == Received::After::kFailed) {
    finish(transport_.failure(received));
    return false;
  }
  ended_ = received.after == Received::After::kEnded;
  return true;
}

bool WebSocket::Session::consume(std::string_view data) {
  while (!data.empty()) {
    if (state_ == State::kLingering) return true;
    if (full()) {
      undecoded_ = data;
      return true;
    }
    switch (decoder_.next(data)) {
      case FrameDecoder::Event::kNeedMore:
        break;
      case FrameDecoder::Event::kPing:
        // Only the latest has to be answered (RFC 6455 5.5.3), so a flood fills no memory.
        if (written() && !sendFrame(Opcode::kPong, decoder_.payload())) readable_ = ending_ = true;
        break;
      case FrameDecoder::Event::kPong:
        if (!onPong(data)) return false;
        break;
      case FrameDecoder::Event::kText:
        if (!onMessage(decoder_.payload(), false, data)) return false;
        break;
      case FrameDecoder::Event::kBinary:
        if (!onMessage(decoder_.payload(), true, data)) return false;
        break;
      case FrameDecoder::Event::kClose:
        onPeerClose();
        return false;
      case FrameDecoder::Event::kFailed:
        onViolation();
        return false;
    }
  }
  return true;
}

bool WebSocket::Session::onPong(std::string_view rest) {
  const std::uint32_t number = pings_;
  const std::string_view expected(reinterpret_cast<const char*>(&number), sizeof number);
  const bool awaited = handler_ != nullptr && request_.action == SocketAction::kPing;
  if (!awaited || decoder_.payload() != expected) return true;
  undecoded_ = rest;
  if (readable_ || !undecoded_.empty()) wakeUp();
  complete({});
  return false;
}

bool WebSocket::Session::onMessage(std::string_view payload, bool binary, std::string_view rest) {
  if (close_sent_) return true;  // nobody wants it any more
  if (reads() && later_ == Later::kNothing) {
    undecoded_ = rest;
    if (readable_ || !undecoded_.empty()) wakeUp();
    SocketResult result;
    result.payload = payload;
    result.binary = binary;
    complete(result);
    return false;
  }
  if (unread_ == nullptr) unread_ = std::make_unique<std::deque<Message>>();
  unread_->push_back({binary, std::string(payload)});
  unread_bytes_ += payload.size() + sizeof(Message);
  return true;
}

void WebSocket::Session::onPeerClose() {
  peer_status_ = decoder_.closeStatus();
  const std::string reason(decoder_.payload());
  if (!close_sent_) {
    close_sent_ = true;
    const bool with_status = peer_status_ != kCloseNoStatus;
    // Whether it arrives does not matter: the peer wants to go.
    static_cast<void>(
        sendFrame(Opcode::kClose, with_status ? closePayload(peer_status_, {}) : std::string()));
  }
  state_ = State::kLingering;
  failure_ = {ErrorKind::kReset,
              "websocket: closed by the server with status " + std::to_string(peer_status_)};
  if (readable_) wakeUp();
  if (handler_ == nullptr) return;
  later_ = Later::kNothing;
  if (request_.action != SocketAction::kClose) {
    completeFailed(failure_);
    return;
  }
  SocketResult result;
  result.close_status = peer_status_;
  result.payload = reason;
  complete(result);
}

void WebSocket::Session::onViolation() {
  if (!close_sent_) {
    close_sent_ = true;
    static_cast<void>(sendFrame(Opcode::kClose, closePayload(decoder_.closeCode(), {})));
  }
  finish({ErrorKind::kProtocol, std::string(decoder_.error())});
}

void WebSocket::Session::onEnd() {
  if (state_ == State::kLingering) {
    drop();
    return;
  }
  finish({ErrorKind::kReset, decoder_.incomplete()
                                 ? "websocket: connection closed inside a message"
                                 : "websocket: connection closed without a close frame"});
}

// The connection is over before its time.
void WebSocket::Session::finish(const Failure& failure) {
  if (state_ != State::kLingering) failure_ = failure;
  drop();
  if (handler_ == nullptr || later_ != Later::kNothing) return;
  completeFailed(failure_);
}

}  // namespace hrp::http
