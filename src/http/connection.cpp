#include "http/connection.hpp"

#include <cerrno>

#include "http/exchange_slot.hpp"
#include "http/http1/absolute_form.hpp"
#include "http/transport/io_events.hpp"

namespace hrp::http {

using net::Failure;
using After = Received::After;

namespace {
constexpr int kNotBegun = -1;  // beside errnos
}  // namespace

Connection::Connection(ClientContext::Impl& context, const Origin& origin, Transport* rested)
    : context_(context),
      proxy_(context.proxies.proxyFor(origin)),
      transport_(context.transports, *this),
      origin_(origin) {
  if (rested != nullptr) static_cast<void>(transport_.take(*rested));  // a closed one cannot fail
}

Connection::~Connection() {
  if (slot_ != nullptr) {
    abandon();
  } else {
    close();
  }
}

bool Connection::tunnels() const {
  return proxy_ != nullptr && (origin_.tls || origin_.http2 || slot_->request.upgrade);
}

void Connection::start(ExchangeSlot& slot) {
  slot.rested = hasRested();
  // The end of a connection may have come since this turn of the loop began, or wait among its
  // events: without the look a request would go out to a server that is gone.
  if (slot.rested) static_cast<void>(receive(Look::kThorough));
  slot_ = &slot;
  slot.connection = this;
  if (proxy_ != nullptr && !tunnels()) {
    writeAbsoluteForm(slot.request.head, origin_, *proxy_, slot.proxy_head);
    slot.request.head = slot.proxy_head;
  }
  const bool kept = phase_ == Phase::kIdle;
  if (!kept || !protocols_.speak([](auto& protocol) { return protocol.usable(); })) {
    open();
    return;
  }
  slot.trace.phases.reused = true;
  slot.trace.peer = transport_.peer();
  slot.trace.sent = slot.sending_since = slot.trace.started;
  begin();
}

void Connection::open() {
  close();
  phase_ = Phase::kOpening;
  transport_.open({.origin = &origin_,
                   .proxy = proxy_,
                   .tunnel = tunnels(),
                   .deadline = slot_->request.deadline,
                   .times = &slot_->trace.phases},
                  *this);
}

void Connection::onOpened(base::TimePoint now, bool ending) {
  ExchangeTrace& trace = slot_->trace;
  trace.peer = transport_.peer();
  ++trace.phases.opened;
  if (trace.bytes_sent > 0) ++trace.phases.resent;
  slot_->sending_since = now;
  if (trace.sent == base::TimePoint{}) trace.sent = now;
  protocols_.begin(origin_.http2 && (!origin_.tls || transport_.agreedOnHttp2()),
                   context_.options.max_head_bytes);
  begin();
  if (!transport_.isOpen()) return;  // it was broken
  // The first bytes may have come along with the last ones of the handshake, and an end that came
  // together with the connection is not told again.
  if (take(transport_.readRest(), ending)) return;
  if (ending) static_cast<void>(receive(Look::kUntilEnd));
}

// Hands as much as the protocol has to the transport; an errno when the connection is broken.
template <class SomeProtocol>
[[gnu::always_inline]] inline int Connection::sendBy(SomeProtocol& protocol) {
  std::uint64_t nobody_counts = 0;
  std::uint64_t& left = slot_ != nullptr ? slot_->trace.bytes_sent : nobody_counts;
  bool more = true;
  while (more) {
    const Outgoing out = protocol.next(transport_.pieceBytes());
    if (out.count == 0) {
      if (!protocol.pieceProblem().empty()) return EIO;
      break;
    }
    const std::int64_t taken = transport_.write(out.span(), left);
    if (taken < 0) return static_cast<int>(-taken);
    if (taken == 0) return 0;
    more = protocol.sent(static_cast<std::size_t>(taken));
  }
  return transport_.flush(left);
}

int Connection::send() {
  return protocols_.speak([this](auto& protocol) { return sendBy(protocol); });
}

// The request goes out on the open connection.
void Connection::begin() {
  phase_ = Phase::kExchange;
  ExchangeSlot& slot = *slot_;
  const int error = protocols_.speak([&](auto& protocol) {
    return protocol.start(slot.request, slot.stateOf(protocol)) ? sendBy(protocol) : kNotBegun;
  });
  if (error == kNotBegun) {
    broken(protocols_.speak([](auto& protocol) { return Failure(protocol.failure()); }));
  } else if (error != 0) {
    unsendable(error);
  }
}

void Connection::onIo(std::uint32_t events) {
  if (transport_.isOpening()) {
    transport_.progress(events);
    return;
  }
  const bool ending = (events & kEnding) != 0;
  // A server may answer before it has taken the whole request: the answer ends the sending.
  if ((ending || (events & EPOLLIN) != 0) && receive(ending ? Look::kUntilEnd : Look::kUsual))
    return;
  if ((events & EPOLLOUT) == 0 || !waitsToSend()) return;
  const int error = send();
  if (error == 0) return;
  if (slot_ != nullptr) {
    unsendable(error);
  } else {
    close();
  }
}

bool Connection::waitsToSend() {
  return transport_.unsent() || protocols_.speak([](auto& protocol) {
    return !protocol.requestSent() || protocol.hasAnswers();
  });
}

// ---- receiving ----------------------------------------------------------------------------------

bool Connection::receive(Look look) {
  for (;;) {
    const Received received = transport_.read(look != Look::kUsual);
    if (take(received, look == Look::kUntilEnd)) return true;
    if (received.after == After::kDrained) return false;
  }
}

bool Connection::take(const Received& received, bool ending) {
  const bool last = received.after >= After::kEnded;
  if (!received.bytes.empty()) {
    const bool ended = received.after == After::kEnded;
    if (takeBytes(received.bytes, ending || ended)) return true;
  }
  if (last) onEnd(received);
  return last;
}

bool Connection::takeBytes(std::string_view bytes, bool ending) {
  if (slot_ == nullptr) return takeIdle(bytes, ending);
  const base::TimePoint now = fresh();
  ExchangeTrace& trace = slot_->trace;
  // Whatever the protocol has to say is said before the handler, which may drop this connection.
  bool answering = false;
  const ReadStatus status = protocols_.speak([&](auto& protocol) {
    const ReadStatus read = protocol.feed(bytes);
    trace.bytes_received += bytes.size() - protocol.unclaimed();
    if (trace.first_byte == base::TimePoint{} && protocol.begun()) {
      trace.first_byte = now;
      trace.phases.first_byte = now - slot_->sending_since;
    }
    answering = protocol.hasAnswers();
    return read;
  });
  const bool writable = !answering || send() == 0;
  if (status == ReadStatus::kComplete) {
    complete(writable && !ending, now, bytes);
    return true;
  }
  if (status == ReadStatus::kFailed) {
    failed(writable && !ending);
    return true;
  }
  if (writable) return false;
  const bool unreadable =
      protocols_.speak([](auto& protocol) { return !protocol.pieceProblem().empty(); });
  if (unreadable) broken({});
  return unreadable;
}

// Nobody waits: what the server asks is answered, and a connection without a future is closed.
bool Connection::takeIdle(std::string_view bytes, bool ending) {
  const ReadStatus status = protocols_.speak([&](auto& protocol) { return protocol.feed(bytes); });
  const bool lives = status != ReadStatus::kFailed && !ending;
  if (lives && (!waitsToSend() || send() == 0) &&
      protocols_.speak([](auto& protocol) { return protocol.usable(); })) {
    return false;
  }
  close();
  return true;
}

}  // namespace hrp::http
