// Of Connection: the end of an exchange, of every kind. What was said before a connection ends is
// read first; a kept connection is looked at before it is used after a rest; and a request whose
// kept connection ended anyway goes out once more, by the rule in hrp/http/client.hpp.

#include <utility>

#include "http/connection.hpp"
#include "http/exchange_slot.hpp"

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

// ---- told once ----------------------------------------------------------------------------------

// Whatever came of the exchange: it is measured, and the connection kept or closed. The slot is
// free once its handler was told.
void Connection::conclude(bool kept, base::TimePoint now) {
  ExchangeSlot& slot = *std::exchange(slot_, nullptr);
  slot.trace.finished = now;
  slot.trace.phases.total = now - slot.trace.started;
  *slot.active = nullptr;
  slot.connection = nullptr;
  if (kept) {
    phase_ = Phase::kIdle;
    idle_since_ = now;
  } else {
    close();
  }
}

// Another exchange may follow on this connection. A server may answer before it had the whole
// request, and many close then without having said so. An answer acknowledges what the server's
// machine received before it; a small request comes at once.
template <class SomeProtocol>
bool Connection::mayGoOn(const SomeProtocol& protocol) const {
  const std::uint64_t to_arrive = protocol.toArrive();
  if (!protocol.usable() || to_arrive == 0) return protocol.usable();
  if (transport_.unsent()) return false;
  return to_arrive <= kAtOnceBytes || !transport_.awaitsAcknowledgement();
}

// `last`: the bytes that the response ended with.
void Connection::complete(bool usable, base::TimePoint now, std::string_view last) {
  ExchangeSlot& slot = *slot_;
  const Response* response = nullptr;
  bool kept = usable && slot.keep_alive;
  protocols_.speak([&](auto& protocol) {
    response = &slot.stateOf(protocol).response();
    kept = kept && mayGoOn(protocol);
    if (protocol.switched()) {
      kept = true;
      slot.after_response = last.substr(last.size() - protocol.unclaimed());
    }
    protocol.over();
  });
  if (proxy_ != nullptr && response->status == 407 && !tunnels()) {
    fail({ErrorKind::kConnect, "the proxy asks for a user and a password (407)"});
    return;
  }
  ClientContext::Impl& context = context_;
  conclude(kept, now);
  slot.handler->onResponse(*response, slot.trace);
  // The handler may have destroyed this connection.
  context.release(slot);
}

// `usable`: the connection may be kept.
void Connection::fail(const Failure& failure, bool usable) {
  const Failure reported = failure;  // it may live in the slot or in the TLS session
  const base::TimePoint now = fresh();
  slot_->trace.peer = transport_.peer();
  if (transport_.isOpening()) transport_.bookTime();
  ClientContext::Impl& context = context_;
  ExchangeSlot& slot = *slot_;
  conclude(usable && slot.keep_alive, now);
  slot.handler->onFailure(reported.kind, reported.text, slot.trace);
  context.release(slot);
}

// The response is wrong, or the server does not give one; the protocol says why. What it did not
// process goes out once more on a new connection, as a request does that met a closed one.
void Connection::failed(bool usable) {
  const bool untouched = slot_->trace.first_byte == base::TimePoint{} && !slot_->retried;
  const bool refused = protocols_.speak([](auto& protocol) { return protocol.refused(); });
  if (refused && untouched) {
    sendAgain();
    return;
  }
  const Failure failure =
      protocols_.speak([](auto& protocol) { return Failure(protocol.failure()); });
  fail(failure, usable && protocols_.speak([](auto& protocol) { return protocol.usable(); }));
}

void Connection::onUnopened(const Failure& failure) {
  fail(failure);
}

void Connection::onDeadline() {
  if (transport_.isOpening()) {
    const std::string_view stage = transport_.stage();
    if (!stage.empty()) fail({ErrorKind::kTimeout, "timeout " + std::string(stage)});
    return;
  }
  const bool receiving = slot_->trace.first_byte != base::TimePoint{};
  std::string text;
  const bool stays = protocols_.speak([&](auto& protocol) {
    text = receiving                 ? "timeout reading the response"
           : !protocol.requestSent() ? "timeout sending the request"
                                     : "timeout waiting for the response";
    text += protocol.note();
    return protocol.cancel();
  });
  fail({ErrorKind::kTimeout, std::move(text)}, stays && send() == 0);
}

// ---- without an exchange ------------------------------------------------------------------------

void Connection::abandon() {
  ExchangeSlot& slot = *std::exchange(slot_, nullptr);
  slot.trace.peer = transport_.peer();
  *slot.active = nullptr;
  slot.connection = nullptr;
  close();
}

void Connection::closeIdle() {
  if (phase_ == Phase::kIdle) close();
}

// Says goodbye as far as that is possible without waiting.
void Connection::close() {
  ExchangeSlot* const slot = std::exchange(slot_, nullptr);  // this is not of its request
  protocols_.speak([](auto& protocol) { protocol.leave(); });
  if (transport_.isOpen()) static_cast<void>(send());
  protocols_.forget();
  transport_.close();
  phase_ = Phase::kClosed;
  slot_ = slot;
}

// ---- connections that end too early -------------------------------------------------------------

// The loop has looked for events since the connection's last answer, so it had time to be closed
// for being idle. A request that follows an answer in the same turn has not rested.
bool Connection::hasRested() const {
  return phase_ == Phase::kIdle && context_.loop.now() > idle_since_;
}

// The connection ended, by itself or with an error.
void Connection::onEnd(const Received& received) {
  if (slot_ == nullptr) {
    close();
    return;
  }
  std::optional<Failure> error;
  if (received.after == Received::After::kFailed) error = transport_.failure(received);
  error = protocols_.speak([&](auto& protocol) { return protocol.ended(std::move(error)); });
  if (error) {
    broken(*error);
  } else {
    complete(false, fresh(), {});
  }
}

// The rest of the request cannot be sent. What the server said before it closed is read first, by
// the timer: exchange() itself may have asked for this write.
void Connection::unsendable(int error) {
  ExchangeSlot& slot = *slot_;
  const bool never_sent = slot.trace.phases.reused && slot.trace.bytes_sent == 0;
  const bool unreadable =
      protocols_.speak([](auto& protocol) { return !protocol.pieceProblem().empty(); });
  if (never_sent || unreadable) {
    broken(net::transferFailure(error));
    return;
  }
  slot.failure = net::transferFailure(error);
  slot.failLater();
}

void Connection::onFailing() {
  if (transport_.isOpen() && receive(Look::kUntilEnd)) return;
  fail(slot_->failure);
}

// The connection ended without a complete response.
void Connection::broken(const Failure& failure) {
  ExchangeSlot& slot = *slot_;
  const std::string unreadable =
      protocols_.speak([](auto& protocol) { return std::string(protocol.pieceProblem()); });
  if (!unreadable.empty()) {
    slot.failure = {ErrorKind::kScript, "upload: " + unreadable};
  } else if (mayRepeat(failure)) {
    sendAgain();
    return;
  } else if (!slot.failing) {  // else it is known why
    slot.failure = failure;
  }
  // Told by the timer, because a write inside exchange() comes here too.
  close();
  slot.failLater();
}

bool Connection::mayRepeat(const Failure& failure) const {
  const ExchangeSlot& slot = *slot_;
  const bool answered = slot.trace.first_byte != base::TimePoint{};
  if (!slot.trace.phases.reused || slot.retried || answered) return false;
  // Records that cannot be read are not an end: bytes came, and nobody knows what they said.
  if (failure.kind == ErrorKind::kTls) return false;
  if (slot.trace.bytes_sent == 0) return true;
  return slot.request.idempotent && slot.rested && endedAtOnce();
}

// Before the server can have worked: an end that it decided on before it had the request comes
// within one round trip of the send. What hrp itself was late to look is not the server's time.
bool Connection::endedAtOnce() const {
  const net::EventLoop& loop = context_.loop;
  const base::Duration since = loop.now() - loop.eventLag() - slot_->trace.sent;
  return since <= 2 * transport_.shortestRoundTrip() + kNoticed;
}

// On a new connection, once. A request of which nothing had left was not sent on this one.
void Connection::sendAgain() {
  ExchangeSlot& slot = *slot_;
  slot.retried = true;
  slot.failing = false;
  if (slot.trace.bytes_sent == 0) slot.trace.phases.reused = false;
  open();
}

}  // namespace hrp::http
