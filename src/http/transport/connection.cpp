#include "http/transport/connection.hpp"

#include <cerrno>
#include <utility>

#include "http/http2/http2_session.hpp"
#include "http/transport/exchange_slot.hpp"
#include "http/transport/io_events.hpp"
#include "http/transport/tls_flush.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using net::Failure;

}  // namespace

Connection::Connection(ClientContext::Impl& context, const Origin& origin,
                       std::unique_ptr<net::TlsSession> rested)
    : context_(context),
      proxy_(context.proxies.proxyFor(origin)),
      tls_(std::move(rested)),
      origin_(origin) {}

Connection::~Connection() {
  if (slot_ != nullptr) abandon();
  closeSocket();
}

void Connection::start(ExchangeSlot& slot) {
  slot.rested = hasRested();
  if (slot.rested) lookForEnd();
  slot_ = &slot;
  slot.connection = this;
  if (proxy_ != nullptr) useAbsoluteForm();
  if (phase_ != Phase::kIdle) {
    if (!reuseHttp2()) open();
    return;
  }
  phase_ = Phase::kExchange;
  slot.trace.phases.reused = true;
  slot.trace.peer = peer_;
  slot.trace.sent = slot.phase_started = slot.trace.started;
  if (const int error = writeRequest(); error != 0) unsendable(error);
}

void Connection::abandon() {
  if (phase_ == Phase::kResolving) context_.resolver.cancel(dialedHost(), *slot_);
  closeSocket();
  *slot_->active = nullptr;
  slot_->connection = nullptr;
  slot_ = nullptr;
}

void Connection::closeIdle() {
  if (isIdle()) closeSocket();
}

void Connection::closeSocket() {
  if (http2_ != nullptr) leaveHttp2();
  if (tls_ != nullptr && tls_->isOpen()) {
    tls_->close();
    if (socket_.valid() && !tls_->output().empty()) flushTls();  // the close_notify, if it fits
  }
  if (socket_.valid()) {
    context_.loop.remove(socket_.get(), *this);
    socket_.reset();
  }
  phase_ = Phase::kClosed;
}

// ---- receiving ----------------------------------------------------------------------------------

void Connection::onIo(std::uint32_t events) {
  switch (phase_) {
    case Phase::kConnecting:
      if ((events & (EPOLLOUT | kEnding)) != 0) onConnected((events & kEnding) != 0);
      return;
    case Phase::kTunnel:
      tunnelStep(events);
      return;
    case Phase::kHandshake:
      handshakeStep(events);
      return;
    case Phase::kExchange:
      exchangeStep(events);
      return;
    case Phase::kIdle:
      if ((events & (EPOLLIN | kEnding)) != 0 && idleEnded()) closeSocket();
      return;
    case Phase::kHttp2:
    case Phase::kHttp2Idle:
      http2Step(events);
      return;
    case Phase::kClosed:
    case Phase::kResolving:
      return;
  }
}

void Connection::exchangeStep(std::uint32_t events) {
  const bool ending = (events & kEnding) != 0;
  // A server may answer before it has taken the whole request: the answer ends the sending.
  if ((ending || (events & EPOLLIN) != 0) && readSocket(ending)) return;
  const bool sending = !slot_->requestWritten() || (tls_ != nullptr && !tls_->output().empty());
  if (!sending || (events & EPOLLOUT) == 0) return;
  if (const int error = writeRequest(); error != 0) unsendable(error);
}

// True when the exchange is over. Edge-triggered: a read that fills less than the buffer has
// emptied the socket, unless the peer has closed, which is then read as well.
bool Connection::readSocket(bool ending) {
  std::vector<char>& into = tls_ != nullptr ? context_.cipher : context_.plain;
  for (;;) {
    const std::int64_t count = net::receive(socket_.get(), into);
    if (count == -EAGAIN) return false;
    if (count < 0) {
      broken(net::transferFailure(static_cast<int>(-count)));
      return true;
    }
    if (count == 0) {
      onEnd();
      return true;
    }
    const auto size = static_cast<std::size_t>(count);
    if (takeReceived({into.data(), size}, ending)) return true;
    if (size < into.size() && !ending) return false;
  }
}

// True when the exchange is over.
bool Connection::takeReceived(std::string_view bytes, bool ending) {
  if (tls_ == nullptr) return take(bytes, ending);
  tls_->feed(bytes);
  return decryptResponse(ending);
}

// Decrypts everything fed and hands it on as one piece; true when the exchange is over.
bool Connection::decryptResponse(bool ending) {
  std::size_t filled = 0;
  const auto status = drainTls(*tls_, context_.plain, filled);
  const bool closed = status == net::TlsSession::Status::kClosed;
  if (filled > 0 && take({context_.plain.data(), filled}, ending || closed)) return true;
  if (status == net::TlsSession::Status::kFailed) {
    fail(tls_->failure());  // not an end: bytes came, and nobody knows what they said
    return true;
  }
  if (closed) onEnd();
  return closed;
}

// Parses the next piece of the response; true when the exchange is over.
bool Connection::take(std::string_view data, bool ending) {
  ExchangeSlot& slot = *slot_;
  const base::TimePoint now = fresh();
  if (slot.trace.first_byte == base::TimePoint{}) {
    slot.trace.first_byte = now;
    slot.trace.phases.first_byte = now - slot.phase_started;
  }
  slot.trace.bytes_received += data.size();
  switch (slot.parser.feed(data)) {
    case ResponseParser::Status::kNeedMore:
      return false;
    case ResponseParser::Status::kFailed:
      fail({ErrorKind::kProtocol, std::string(responseProblem())});
      return true;
    case ResponseParser::Status::kComplete:
      break;
  }
  const std::size_t trailing = slot.parser.trailingBytes();
  if (slot.parser.response().status == 101) {
    upgrade(data.substr(data.size() - trailing));
    finish(true, now);
    return true;
  }
  slot.trace.bytes_received -= trailing;
  finish(!ending && trailing == 0, now);
  return true;
}

// Bytes that are no head, where the response to a HEAD came before, are the body of that.
std::string_view Connection::responseProblem() const {
  const ResponseParser& parser = slot_->parser;
  const bool of_head = answered_head_ && slot_->trace.phases.reused && !parser.headComplete();
  return of_head ? "the server sent a body to HEAD, the request before" : parser.error();
}

// Leaves the socket to whom the exchange was for. What came behind the response is theirs.
void Connection::upgrade(std::string_view rest) {
  context_.loop.remove(socket_.get(), *this);
  slot_->upgraded =
      std::make_unique<Upgraded>(Upgraded{std::move(socket_), std::move(tls_), std::string(rest)});
  slot_->trace.bytes_received -= rest.size();
}

void Connection::onEnd() {
  ExchangeSlot& slot = *slot_;
  if (slot.parser.finish() == ResponseParser::Status::kComplete) {
    finish(false, fresh());
    return;
  }
  const ErrorKind kind = slot.parser.truncated() ? ErrorKind::kReset : ErrorKind::kProtocol;
  broken({kind, std::string(slot.parser.error())});
}

// ---- the end of an exchange ---------------------------------------------------------------------

void Connection::onDeadline() {
  const bool receiving = slot_->trace.first_byte != base::TimePoint{};
  std::string_view text = "timeout waiting for the response";
  switch (phase_) {
    case Phase::kResolving:
      text = "timeout resolving the host name";
      break;
    case Phase::kConnecting:
      text = "timeout connecting";
      break;
    case Phase::kTunnel:
      text = "timeout waiting for the proxy";
      break;
    case Phase::kHandshake:
      text = "timeout in the TLS handshake";
      break;
    default:
      if (receiving) {
        text = "timeout reading the response";
      } else if (http2_ != nullptr ? !http2_->requestSent() : !slot_->requestWritten()) {
        text = "timeout sending the request";
      }
      break;
  }
  if (phase_ == Phase::kHttp2) {
    onHttp2Deadline(text);
    return;
  }
  fail({ErrorKind::kTimeout, std::string(text)});
}

void Connection::fail(const Failure& failure) {
  ExchangeSlot& slot = *slot_;
  ClientContext::Impl& context = context_;
  const Failure reported = failure;  // `failure` may live in the slot or in the TLS session
  const base::TimePoint now = fresh();
  endPhase(now);
  const bool opening =
      phase_ == Phase::kConnecting || phase_ == Phase::kTunnel || phase_ == Phase::kHandshake;
  if (opening) ++slot.trace.phases.failed;
  slot.trace.finished = now;
  slot.trace.phases.total = now - slot.trace.started;
  abandon();
  slot.handler->onFailure(reported.kind, reported.text, slot.trace);
  context.release(slot);
}

void Connection::finish(bool reusable, base::TimePoint now) {
  ExchangeSlot& slot = *slot_;
  ClientContext::Impl& context = context_;
  if (proxy_ != nullptr && slot.parser.response().status == 407) {
    fail({ErrorKind::kConnect, "the proxy asks for a user and a password (407)"});
    return;
  }
  slot.trace.finished = now;
  slot.trace.phases.total = now - slot.trace.started;
  const bool kept = reusable && slot.keep_alive && socket_.valid() && slot.parser.keepAlive();
  if (kept && !answeredEarly()) {
    phase_ = Phase::kIdle;
    idle_since_ = now;
    answered_head_ = slot.request.head_method;
  } else {
    closeSocket();
  }
  *slot.active = nullptr;
  slot.connection = nullptr;
  slot_ = nullptr;
  slot.handler->onResponse(slot.parser.response(), slot.trace);
  // The handler may have destroyed this connection.
  context.release(slot);
}

}  // namespace hrp::http
