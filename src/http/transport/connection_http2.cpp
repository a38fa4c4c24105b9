// The part of Connection that speaks HTTP/2: for https when the server agreed to it in the
// handshake (ALPN), for http with prior knowledge. The rest is in connection.cpp.

#include <cerrno>
#include <utility>

#include "http/http2/http2_session.hpp"
#include "http/transport/connection.hpp"
#include "http/transport/exchange_slot.hpp"
#include "http/transport/io_events.hpp"
#include "http/transport/tls_flush.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using net::Failure;

// Ciphertext made before it is handed to the kernel.
constexpr std::size_t kHttp2TlsBatch = 64 << 10;

}  // namespace

bool Connection::agreedOnHttp2() const {
  return origin_.http2 && (!origin_.tls || tls_->http2());
}

// True when the request of the slot goes out on this kept connection.
bool Connection::reuseHttp2() {
  if (phase_ != Phase::kHttp2Idle) return false;
  if (!http2_->usable()) {
    closeSocket();
    return false;
  }
  slot_->trace.phases.reused = true;
  slot_->trace.peer = peer_;
  slot_->trace.sent = slot_->phase_started = slot_->trace.started;
  startHttp2();
  return true;
}

void Connection::startHttp2() {
  phase_ = Phase::kHttp2;
  if (http2_ == nullptr) {
    http2_ = std::make_unique<Http2Session>(context_.options.max_head_bytes);
  }
  if (slot_->http2 == nullptr)
    slot_->http2 = std::make_unique<Http2Exchange>(context_.heads.limits());
  if (!http2_->start(slot_->request, *slot_->http2)) {
    broken(Failure(http2_->failure()));
    return;
  }
  if (const int error = writeHttp2(); error != 0 && !bodyUnreadable()) unsendable(error);
}

// Right after the connection was made, when the server may have spoken already.
void Connection::startFirstHttp2(bool ending) {
  startHttp2();
  if (phase_ != Phase::kHttp2 || slot_ == nullptr) return;
  if (tls_ != nullptr && decryptHttp2(ending)) return;
  if (ending) http2Step(kEnding);
}

// Hands as much as the session has to the kernel; an errno when the connection is broken.
int Connection::writeHttp2() {
  const auto count = [this](std::uint64_t bytes) {
    if (slot_ != nullptr) slot_->trace.bytes_sent += bytes;
  };
  std::uint64_t encrypted = 0;
  for (;;) {
    const std::string_view out = http2_->output();
    if (!http2_->pieceProblem().empty()) return EIO;
    if (tls_ == nullptr) {
      if (out.empty()) return 0;
      const iovec part{const_cast<char*>(out.data()), out.size()};
      const std::int64_t taken = net::sendAll(socket_.get(), {&part, 1});
      if (taken == -EAGAIN) return 0;
      if (taken < 0) return static_cast<int>(-taken);
      count(static_cast<std::uint64_t>(taken));
      http2_->sent(static_cast<std::size_t>(taken));
      continue;
    }
    if (!out.empty() && tls_->output().size() < kHttp2TlsBatch) {
      if (!tls_->write(out)) return EPIPE;
      encrypted += out.size();
      http2_->sent(out.size());
      continue;
    }
    const std::size_t waiting = tls_->output().size();
    if (waiting == 0) return 0;
    const int error = flushTls();
    // Counted as sent when any of it left: a record cannot be told apart once it is encrypted.
    if (tls_->output().size() < waiting) count(std::exchange(encrypted, 0));
    if (error != 0) return error;
    if (!tls_->output().empty()) return 0;
  }
}

void Connection::http2Step(std::uint32_t events) {
  const bool ending = (events & kEnding) != 0;
  // A server may answer before it has taken the whole request: the answer ends the sending.
  if ((ending || (events & EPOLLIN) != 0) && readHttp2(ending)) return;
  const bool sending = http2_->unsent() || (tls_ != nullptr && !tls_->output().empty());
  if (!sending || (events & EPOLLOUT) == 0) return;
  const int error = writeHttp2();
  if (error == 0 || bodyUnreadable()) return;
  if (slot_ != nullptr) {
    unsendable(error);
  } else {
    closeSocket();
  }
}

// True when the exchange or the connection is over. Edge-triggered, as in HTTP/1.1: a read that
// fills less than the buffer has emptied the socket.
bool Connection::readHttp2(bool ending) {
  std::vector<char>& buffer = tls_ != nullptr ? context_.cipher : context_.plain;
  for (;;) {
    const std::int64_t count = net::receive(socket_.get(), buffer);
    if (count == -EAGAIN) return false;
    if (count <= 0) {
      onHttp2End(count == 0 ? std::nullopt
                            : std::optional(net::transferFailure(static_cast<int>(-count))));
      return true;
    }
    const auto size = static_cast<std::size_t>(count);
    if (tls_ != nullptr) {
      tls_->feed({buffer.data(), size});
      if (decryptHttp2(ending)) return true;
    } else if (takeHttp2({buffer.data(), size}, ending)) {
      return true;
    }
    if (size < buffer.size() && !ending) return false;
  }
}

// Decrypts everything fed and hands it on as one piece; true when the exchange or the connection
// is over.
bool Connection::decryptHttp2(bool ending) {
  std::size_t filled = 0;
  const auto status = drainTls(*tls_, context_.plain, filled);
  const bool closed = status == net::TlsSession::Status::kClosed;
  if (filled > 0 && takeHttp2({context_.plain.data(), filled}, ending || closed)) return true;
  if (status == net::TlsSession::Status::kFailed) {
    onHttp2End(Failure(tls_->failure()));
    return true;
  }
  if (closed) onHttp2End({});
  return closed;
}

// True when the exchange or the connection is over.
bool Connection::takeHttp2(std::string_view data, bool ending) {
  const base::TimePoint now = fresh();
  const auto status = http2_->feed(data);
  if (slot_ == nullptr) {
    // Nobody waits: what the server asks is answered, and a connection without a future closed.
    const bool kept = status != Http2Session::Status::kFailed && !ending &&
                      (!http2_->unsent() || writeHttp2() == 0);
    if (kept && http2_->usable()) return false;
    closeSocket();
    return true;
  }
  ExchangeTrace& trace = slot_->trace;
  trace.bytes_received += data.size();
  if (trace.first_byte == base::TimePoint{} && slot_->http2->response.begun()) {
    trace.first_byte = now;
    trace.phases.first_byte = now - slot_->phase_started;
  }
  // Whatever it has to say is said before the handler, which may drop this connection.
  const bool writable = !http2_->unsent() || writeHttp2() == 0;
  if (status == Http2Session::Status::kComplete) finishHttp2(writable && !ending, now);
  if (status == Http2Session::Status::kFailed) failHttp2(writable && !ending);
  if (status != Http2Session::Status::kNeedMore) return true;
  return !writable && bodyUnreadable();
}

// Ends the exchange when a file of its body could not be read.
bool Connection::bodyUnreadable() {
  if (slot_ == nullptr || http2_->pieceProblem().empty()) return false;
  slot_->piece_problem = http2_->pieceProblem();
  broken({});
  return true;
}

// The connection ended, by itself or with an error.
void Connection::onHttp2End(std::optional<Failure> error) {
  if (slot_ == nullptr) {
    closeSocket();
    return;
  }
  broken(http2_->ended(std::move(error)));
}

void Connection::finishHttp2(bool reusable, base::TimePoint now) {
  ExchangeSlot& slot = *slot_;
  ClientContext::Impl& context = context_;
  slot.trace.finished = now;
  slot.trace.phases.total = now - slot.trace.started;
  if (reusable && slot.keep_alive && http2_->usable()) {
    phase_ = Phase::kHttp2Idle;
    idle_since_ = now;
  } else {
    closeSocket();
  }
  *slot.active = nullptr;
  slot.connection = nullptr;
  slot_ = nullptr;
  slot.handler->onResponse(slot.http2->response.response(), slot.trace);
  // The handler may have destroyed this connection.
  slot.http2->response.trim();
  context.release(slot);
}

// The session says why. A stream that the server did not process goes out once more on a new
// connection, as a request does that met a closed one.
void Connection::failHttp2(bool reusable) {
  const Failure failure = http2_->failure();
  const bool untouched = slot_->trace.first_byte == base::TimePoint{};
  if (http2_->refused() && untouched && !slot_->retried) {
    sendAgain();
  } else if (reusable && slot_->keep_alive && http2_->usable()) {
    failStream(failure);
  } else {
    fail(failure);
  }
}

// The exchange fails, the connection stays.
void Connection::failStream(const Failure& failure) {
  ExchangeSlot& slot = *slot_;
  ClientContext::Impl& context = context_;
  const base::TimePoint now = fresh();
  slot.trace.finished = now;
  slot.trace.phases.total = now - slot.trace.started;
  phase_ = Phase::kHttp2Idle;
  idle_since_ = now;
  *slot.active = nullptr;
  slot.connection = nullptr;
  slot_ = nullptr;
  slot.handler->onFailure(failure.kind, failure.text, slot.trace);
  context.release(slot);
}

// A stream can be given up without its connection.
void Connection::onHttp2Deadline(std::string_view text) {
  const Failure failure{ErrorKind::kTimeout, std::string(text) + http2_->afterGoaway()};
  http2_->cancel();
  if (writeHttp2() == 0 && slot_->keep_alive) {
    failStream(failure);
  } else {
    fail(failure);
  }
}

// Says goodbye as far as that is possible without waiting.
void Connection::leaveHttp2() {
  ExchangeSlot* const slot = std::exchange(slot_, nullptr);  // this is not of its request
  http2_->leave();
  if (socket_.valid()) static_cast<void>(writeHttp2());
  slot_ = slot;
  http2_.reset();
}

}  // namespace hrp::http
