// Of Connection: connections that end too early, or while they are kept. What was said before an
// end is read first; a kept connection is looked at before it is used after a rest; and a request
// whose kept connection ended anyway goes out once more, by the rule in hrp/http/client.hpp.

#include <cerrno>

#include "http/transport/connection.hpp"
#include "http/transport/exchange_slot.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using net::Failure;

// What two kernels and two busy programs may add to a round trip before an end is noticed that a
// server decided on when it had not seen the request.
constexpr base::Duration kNoticed = std::chrono::milliseconds(25);

// What a server's machine takes before its program reads.
constexpr std::size_t kAtOnceBytes = 16 << 10;

}  // namespace

// The loop has looked for events since the connection's last answer, so it had time to be closed
// for being idle. A request that follows an answer in the same turn has not rested.
bool Connection::hasRested() const {
  return isIdle() && context_.loop.now() > idle_since_;
}

// The end of a connection may have come since this turn of the loop began, or wait among its
// events: without the look a request would go out to a server that is gone.
void Connection::lookForEnd() {
  if (phase_ == Phase::kHttp2Idle) {
    static_cast<void>(readHttp2(false));
  } else if (idleEnded()) {
    closeSocket();
  }
}

// An idle connection carries nothing but TLS housekeeping (session tickets); anything else is an
// end, or data nobody asked for.
bool Connection::idleEnded() {
  std::vector<char>& into = tls_ != nullptr ? context_.cipher : context_.plain;
  for (;;) {
    const std::int64_t count = net::receive(socket_.get(), into);
    if (count == -EAGAIN) return false;
    if (count <= 0 || tls_ == nullptr) return true;
    tls_->feed({into.data(), static_cast<std::size_t>(count)});
    std::size_t plain = 0;
    if (tls_->read(context_.plain, plain) != net::TlsSession::Status::kBlocked) return true;
  }
}

// The rest of the request cannot be sent. What the server said before it closed is read first, by
// the timer: exchange() itself may have asked for this write.
void Connection::unsendable(int error) {
  ExchangeSlot& slot = *slot_;
  const bool never_sent = slot.trace.phases.reused && slot.trace.bytes_sent == 0;
  if (never_sent || !slot.piece_problem.empty()) {
    broken(net::transferFailure(error));
    return;
  }
  slot.failure = net::transferFailure(error);
  slot.failLater();
}

// The server has answered before it had the whole request. Many close then without having said so.
// An answer acknowledges what the server's machine received before it; a small request comes at
// once.
bool Connection::answeredEarly() const {
  if (!slot_->requestWritten() || (tls_ != nullptr && !tls_->output().empty())) return true;
  return slot_->requestBytes() > kAtOnceBytes && net::awaitsAcknowledgement(socket_.get());
}

void Connection::onFailing() {
  if (phase_ == Phase::kExchange && readSocket(true)) return;
  if (phase_ == Phase::kHttp2 && readHttp2(true)) return;
  fail(slot_->failure);
}

// The connection ended without a complete response.
void Connection::broken(const Failure& failure) {
  ExchangeSlot& slot = *slot_;
  if (!slot.piece_problem.empty()) {
    slot.failure = {ErrorKind::kScript, "upload: " + slot.piece_problem};
  } else if (mayRepeat()) {
    sendAgain();
    return;
  } else if (!slot.failing) {  // else it is known why
    slot.failure = failure;
  }
  // Told by the timer, because a write inside exchange() comes here too.
  closeSocket();
  slot.failLater();
}

bool Connection::mayRepeat() const {
  const ExchangeSlot& slot = *slot_;
  const bool answered = slot.trace.first_byte != base::TimePoint{};
  if (!slot.trace.phases.reused || slot.retried || answered) return false;
  if (slot.trace.bytes_sent == 0) return true;
  return slot.request.idempotent && slot.rested && endedAtOnce();
}

// Before the server can have worked: an end that it decided on before it had the request comes
// within one round trip of the send. What hrp itself was late to look is not the server's time.
bool Connection::endedAtOnce() const {
  const net::EventLoop& loop = context_.loop;
  const base::Duration since = loop.now() - loop.eventLag() - slot_->trace.sent;
  return since <= 2 * net::shortestRoundTrip(socket_.get()) + kNoticed;
}

// On a new connection, once. A request of which nothing had left was not sent on this one.
void Connection::sendAgain() {
  ExchangeSlot& slot = *slot_;
  closeSocket();
  slot.retried = true;
  slot.failing = false;
  if (slot.trace.bytes_sent == 0) slot.trace.phases.reused = false;
  slot.written = slot.counted = 0;
  slot.parser.reset(ResponseParser::askedBy(slot.request));
  open();
}

}  // namespace hrp::http
