// Of Connection: from the name of a host to the first byte of a request on a new connection.

#include <cerrno>
#include <utility>

#include "http/transport/connection.hpp"
#include "http/transport/exchange_slot.hpp"
#include "http/transport/io_events.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using net::Failure;

}  // namespace

void Connection::open() {
  phase_ = Phase::kResolving;
  slot_->phase_started = fresh();
  if (context_.resolver.resolve(dialedHost(), dialedPort(), *slot_, slot_->addresses)) {
    connectNext();
  }
}

void Connection::onAddresses() {
  endPhase(fresh());
  connectNext();
}

// Starts a connection to the next address. Every failure is told by the slot, one turn later.
void Connection::connectNext() {
  phase_ = Phase::kConnecting;
  while (const net::Address* address = slot_->addresses.next()) {
    peer_ = *address;
    peer_.setPort(dialedPort());
    slot_->trace.peer = peer_;
    net::ConnectStart started = context_.dialer.connect(peer_);
    if (started.error != 0) {
      attemptFailed(started.error);
      // Ports may be left to another address.
      if (slot_->failure.kind == ErrorKind::kLimit && started.error != EADDRNOTAVAIL) break;
      continue;
    }
    if (auto added = context_.loop.add(started.descriptor.get(), *this); !added) {
      slot_->failure = {ErrorKind::kLimit, added.error().message};
      break;
    }
    socket_ = std::move(started.descriptor);
    slot_->limitAttempt();
    return;
  }
  endPhase(fresh());
  phase_ = Phase::kClosed;
  slot_->failLater();
}

// What the first address said is kept when a further one is of a family that this machine cannot
// reach at all.
void Connection::attemptFailed(int error) {
  std::uint8_t& failed = slot_->trace.phases.failed;
  const bool says_little = error == ENETUNREACH || error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
  if (failed == 0 || !says_little) slot_->failure = net::connectFailure(error, peerText());
  if (failed < UINT8_MAX) ++failed;
}

// Books the time since the phase began under it; the next one begins now.
void Connection::endPhase(base::TimePoint now) {
  const base::Duration time = now - slot_->phase_started;
  base::PhaseTimes& phases = slot_->trace.phases;
  if (phase_ == Phase::kResolving) phases.dns = time;
  if (phase_ == Phase::kConnecting || phase_ == Phase::kTunnel) phases.connect = time;
  if (phase_ == Phase::kHandshake) phases.tls = time;
  slot_->phase_started = now;
}

void Connection::onAttemptOver() {
  if (phase_ != Phase::kConnecting) return;
  attemptFailed(ETIMEDOUT);
  closeSocket();
  connectNext();
}

void Connection::onConnected(bool ending) {
  slot_->attempt_due = {};
  if (const int error = net::connectError(socket_.get()); error != 0) {
    attemptFailed(error);
    closeSocket();
    connectNext();
    return;
  }
  if (tunnels()) {
    startTunnel(ending);
  } else {
    goOn(ending);
  }
}

// The way to the server stands.
void Connection::goOn(bool ending) {
  endPhase(fresh());
  if (origin_.tls) {
    startHandshake(ending);
  } else {
    startSending(ending);
  }
}

void Connection::startHandshake(bool ending) {
  phase_ = Phase::kHandshake;
  auto context = context_.tlsFor(origin_);
  if (!context) {
    fail({ErrorKind::kTls, context.error().message});
    return;
  }
  if (tls_ == nullptr || !tls_->belongsTo(**context)) {
    tls_ = std::make_unique<net::TlsSession>(**context);
  }
  if (!tls_->open(origin_.host, origin_.http2)) {
    fail({ErrorKind::kLimit, "no memory for a TLS connection"});
    return;
  }
  handshakeStep(ending ? std::uint32_t{EPOLLRDHUP} : 0);
}

void Connection::handshakeStep(std::uint32_t events) {
  for (;;) {
    const auto status = tls_->handshake();
    if (const int error = flushTls(); error != 0 && status != net::TlsSession::Status::kFailed) {
      fail({ErrorKind::kTls, "TLS: connection closed during the handshake"});
      return;
    }
    if (status == net::TlsSession::Status::kDone) {
      endPhase(fresh());
      slot_->trace.phases.handshake =
          tls_->resumed() ? base::TlsHandshake::kResumed : base::TlsHandshake::kFull;
      startSending((events & kEnding) != 0);
      return;
    }
    if (status != net::TlsSession::Status::kBlocked) {
      fail(tls_->failure().text.empty()
               ? Failure{ErrorKind::kTls, "TLS: connection closed during the handshake"}
               : Failure(tls_->failure()));
      return;
    }
    if ((events & (EPOLLIN | kEnding)) == 0) return;
    const std::int64_t count = net::receive(socket_.get(), context_.cipher);
    if (count == -EAGAIN) return;
    if (count <= 0) {
      fail({ErrorKind::kTls, "TLS: connection closed during the handshake"});
      return;
    }
    tls_->feed({context_.cipher.data(), static_cast<std::size_t>(count)});
  }
}

void Connection::startSending(bool ending) {
  phase_ = Phase::kExchange;
  ++slot_->trace.phases.opened;
  if (slot_->trace.bytes_sent > 0) ++slot_->trace.phases.resent;
  if (slot_->trace.sent == base::TimePoint{}) slot_->trace.sent = slot_->phase_started;
  if (agreedOnHttp2()) {
    startFirstHttp2(ending);
    return;
  }
  const int error = writeRequest();
  // With TLS the first response bytes may have come along with the handshake's last.
  if (tls_ != nullptr && decryptResponse(ending)) return;
  if (error != 0) {
    unsendable(error);
  } else if (ending) {
    exchangeStep(kEnding);  // an end that came together with the connection is not reported again
  }
}

}  // namespace hrp::http
