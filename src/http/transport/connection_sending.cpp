// Of Connection: the request on its way to the kernel, plain or encrypted.

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "http/transport/connection.hpp"
#include "http/transport/exchange_slot.hpp"
#include "http/transport/tls_flush.hpp"

namespace hrp::http {
namespace {

// Ciphertext made before it is handed to the kernel.
constexpr std::size_t kTlsBatch = 64 << 10;
constexpr std::size_t kTlsPiece = 16 << 10;
constexpr std::size_t kPlainPiece = 256 << 10;

}  // namespace

// Hands as much of the request to the kernel as it takes; an errno when the connection is broken.
int Connection::writeRequest() {
  return origin_.tls ? writeTls() : writePlain();
}

int Connection::writePlain() {
  ExchangeSlot& slot = *slot_;
  const std::string_view head = slot.request.head;
  const std::string_view body = slot.request.body;
  while (!slot.requestWritten()) {
    std::array<iovec, 2> parts{};
    std::size_t used = 0;
    const auto add = [&](std::string_view part) {
      if (!part.empty()) parts[used++] = {const_cast<char*>(part.data()), part.size()};
    };
    const std::uint64_t of_head = std::min<std::uint64_t>(slot.written, head.size());
    add(head.substr(of_head));
    add(body.substr(std::min<std::uint64_t>(slot.written - of_head, body.size())));
    if (used == 0) add(slot.unwritten(kPlainPiece));
    if (used == 0) return EIO;  // of the file, see piece_problem
    const std::int64_t count = net::sendAll(socket_.get(), {parts.data(), used});
    if (count == -EAGAIN) return 0;
    if (count < 0) return static_cast<int>(-count);
    slot.written += static_cast<std::uint64_t>(count);
    slot.trace.bytes_sent += static_cast<std::uint64_t>(count);
  }
  return 0;
}

int Connection::writeTls() {
  ExchangeSlot& slot = *slot_;
  for (;;) {
    while (!slot.requestWritten() && tls_->output().size() < kTlsBatch) {
      const std::string_view piece = slot.unwritten(kTlsPiece);
      if (piece.empty()) return EIO;  // of the file, see piece_problem
      if (!tls_->write(piece)) return EPIPE;
      slot.written += piece.size();
    }
    const std::size_t waiting = tls_->output().size();
    if (waiting == 0) return 0;
    const int error = flushTls();
    // Counted as sent when any of it left: a record cannot be told apart once it is encrypted.
    if (tls_->output().size() < waiting) {
      slot.trace.bytes_sent += slot.written - std::exchange(slot.counted, slot.written);
    }
    if (error != 0) return error;
    if (!tls_->output().empty()) return 0;
  }
}

int Connection::flushTls() {
  return http::flushTls(*tls_, socket_.get());
}

}  // namespace hrp::http
