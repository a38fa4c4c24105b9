// Of WebSocket::Session: frames on their way to the kernel, plain or encrypted.

#include <sys/uio.h>

#include "http/websocket/websocket_session.hpp"

namespace hrp::http {
namespace {

constexpr std::size_t kKeptScratch = 256 << 10;

}  // namespace

bool WebSocket::Session::written() const {
  return out_.empty() && !transport_.unsent();
}

bool WebSocket::Session::sendFrame(Opcode opcode, std::string_view payload) {
  std::string& frame = context_.frame;
  frame.clear();
  appendFrame(frame, opcode, payload, static_cast<std::uint32_t>(context_.random.next()));
  if (out_.empty()) {
    out_.swap(frame);
  } else {
    out_.append(frame);
  }
  const bool fine = flush() == 0;
  frame.clear();
  if (out_.empty()) out_.swap(frame);  // the scratch keeps its memory, the session holds none
  if (frame.capacity() > kKeptScratch) std::string().swap(frame);
  return fine;
}

// Hands the transport what it takes; an errno when the connection is broken.
int WebSocket::Session::flush() {
  while (out_sent_ < out_.size()) {
    const iovec part{out_.data() + out_sent_, out_.size() - out_sent_};
    const std::int64_t count = transport_.write({&part, 1}, trace_.bytes_sent);
    if (count == 0) return 0;
    if (count < 0) return static_cast<int>(-count);
    out_sent_ += static_cast<std::size_t>(count);
  }
  out_.clear();
  out_sent_ = 0;
  return transport_.flush(trace_.bytes_sent);
}

}  // namespace hrp::http
