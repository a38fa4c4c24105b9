#include "http/transport/opening.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "http/transport/io_events.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using net::Failure;

// An attempt to connect is over, when other addresses are left, before it takes the time of all: a
// server that swallows the attempt is no reason to fail.
constexpr base::Duration kLongestAttempt = std::chrono::seconds(3);
constexpr std::string_view kEndedInHandshake = "TLS: connection closed during the handshake";

}  // namespace

void Opening::begin(Transport& transport, const Way& way, TransportOpener& opener) {
  transport_ = &transport;
  opener_ = &opener;
  way_ = way;
  stage_ = Stage::kResolving;
  stage_began_ = fresh();
  failure_ = {};
  transport.peer_ = {};
  if (context_.resolver.resolve(dialedHost(), dialedPort(), *this, addresses_)) connectNext();
}

void Opening::progress(std::uint32_t events) {
  switch (stage_) {
    case Stage::kConnecting:
      if ((events & (EPOLLOUT | kEnding)) != 0) onConnected((events & kEnding) != 0);
      return;
    case Stage::kTunnel:
      tunnelStep(events);
      return;
    case Stage::kHandshake:
      handshakeStep(events);
      return;
    case Stage::kResolving:
    case Stage::kFailed:
      return;
  }
}

void Opening::giveUp() {
  if (stage_ == Stage::kResolving) context_.resolver.cancel(dialedHost(), *this);
  if (armed()) context_.loop.cancel(*this);
  addresses_ = {};
  transport_ = nullptr;
  context_.release(*this);
}

// ---- stages and their times ---------------------------------------------------------------------

std::string_view Opening::stageText() const {
  switch (stage_) {
    case Stage::kResolving:
      return "resolving the host name";
    case Stage::kConnecting:
      return "connecting";
    case Stage::kTunnel:
      return "waiting for the proxy";
    case Stage::kHandshake:
      return "in the TLS handshake";
    case Stage::kFailed:
      break;
  }
  return {};
}

// Books the time since the stage began under it; the next one begins now.
void Opening::bookStage(base::TimePoint now) {
  const base::Duration time = now - stage_began_;
  base::PhaseTimes& times = *way_.times;
  if (stage_ == Stage::kResolving) times.dns = time;
  if (stage_ == Stage::kConnecting || stage_ == Stage::kTunnel) times.connect = time;
  if (stage_ == Stage::kHandshake) times.tls = time;
  stage_began_ = now;
}

void Opening::bookFailed() {
  bookStage(fresh());
  const bool tried = stage_ != Stage::kResolving && stage_ != Stage::kFailed;
  if (tried && way_.times->failed < UINT8_MAX) ++way_.times->failed;
}

// The transport closes this opening, and its socket, before the opener hears of it.
void Opening::fail(Failure failure) {
  bookFailed();
  TransportOpener& opener = *opener_;
  transport_->close();
  opener.onUnopened(failure);
}

void Opening::done(bool ending) {
  TransportOpener& opener = *opener_;
  const base::TimePoint since = stage_began_;
  std::exchange(transport_, nullptr)->opening_ = nullptr;
  addresses_ = {};
  context_.release(*this);
  opener.onOpened(since, ending);
}

void Opening::onTimer() {
  if (stage_ == Stage::kFailed) {
    const Failure failure = std::move(failure_);
    TransportOpener& opener = *opener_;
    transport_->close();
    opener.onUnopened(failure);
  } else if (stage_ == Stage::kConnecting) {
    attemptFailed(ETIMEDOUT);
    transport_->closeSocket();
    connectNext();
  }
}

// ---- the address --------------------------------------------------------------------------------

const std::string& Opening::dialedHost() const {
  return way_.proxy != nullptr ? way_.proxy->host : way_.origin->host;
}

std::uint16_t Opening::dialedPort() const {
  return way_.proxy != nullptr ? way_.proxy->port : way_.origin->port;
}

void Opening::onResolved(net::AddressSequence found) {
  addresses_ = std::move(found);
  bookStage(fresh());
  connectNext();
}

void Opening::onResolveFailed(std::string_view message) {
  bookStage(fresh());
  stage_ = Stage::kFailed;  // there is nothing to cancel
  fail({ErrorKind::kDns, (way_.proxy != nullptr ? "proxy: " : "") + std::string(message)});
}

// Starts a connection to the next address. That none is left is told one turn later: open() may
// have asked for this.
void Opening::connectNext() {
  stage_ = Stage::kConnecting;
  while (const net::Address* address = addresses_.next()) {
    net::Address& peer = transport_->peer_;
    peer = *address;
    peer.setPort(dialedPort());
    net::ConnectStart started = context_.dialer.connect(peer);
    if (started.error != 0) {
      attemptFailed(started.error);
      // Ports may be left to another address.
      if (failure_.kind == ErrorKind::kLimit && started.error != EADDRNOTAVAIL) break;
      continue;
    }
    if (auto added = context_.loop.add(started.descriptor.get(), transport_->user_); !added) {
      failure_ = {ErrorKind::kLimit, added.error().message};
      break;
    }
    transport_->socket_ = std::move(started.descriptor);
    limitAttempt();
    return;
  }
  bookStage(fresh());
  stage_ = Stage::kFailed;
  context_.loop.arm(*this, context_.loop.now());
}

// What the first address said is kept when a further one is of a family that this machine cannot
// reach at all.
void Opening::attemptFailed(int error) {
  std::uint8_t& failed = way_.times->failed;
  const bool says_little = error == ENETUNREACH || error == EAFNOSUPPORT || error == EADDRNOTAVAIL;
  if (failed == 0 || !says_little) {
    const std::string peer = (way_.proxy != nullptr ? "proxy " : "") + transport_->peer_.text();
    failure_ = net::connectFailure(error, peer);
  }
  if (failed < UINT8_MAX) ++failed;
}

void Opening::limitAttempt() {
  if (armed()) context_.loop.cancel(*this);
  const std::size_t left = addresses_.left();
  if (left == 0) return;
  const base::TimePoint now = context_.loop.now();
  base::Duration time = kLongestAttempt;
  if (way_.deadline != base::TimePoint{}) {
    time = std::min(time, (way_.deadline - now) / static_cast<std::int64_t>(left + 1));
  }
  context_.loop.arm(*this, now + time);
}

void Opening::onConnected(bool ending) {
  if (armed()) context_.loop.cancel(*this);
  if (const int error = net::connectError(transport_->socket_.get()); error != 0) {
    attemptFailed(error);
    transport_->closeSocket();
    connectNext();
  } else if (way_.tunnel) {
    startTunnel(ending);
  } else {
    wayStands(ending);
  }
}

// ---- the proxy's tunnel -------------------------------------------------------------------------

void Opening::startTunnel(bool ending) {
  stage_ = Stage::kTunnel;
  tunnel_.begin(*way_.origin, *way_.proxy);
  tunnelStep(EPOLLOUT | (ending ? std::uint32_t{EPOLLRDHUP} : 0));
}

// An errno when the connection is broken.
int Opening::writeTunnelRequest() {
  while (!tunnel_.unsent().empty()) {
    const std::string_view rest = tunnel_.unsent();
    const iovec part{const_cast<char*>(rest.data()), rest.size()};
    const std::int64_t count = net::sendAll(transport_->socket_.get(), {&part, 1});
    if (count == -EAGAIN) return 0;
    if (count < 0) return static_cast<int>(-count);
    tunnel_.sent(static_cast<std::size_t>(count));
  }
  return 0;
}

void Opening::tunnelStep(std::uint32_t events) {
  bool ending = (events & kEnding) != 0;
  // What the proxy said is read even when it has closed before the whole request was sent.
  if ((events & EPOLLOUT) != 0 && writeTunnelRequest() != 0) ending = true;
  if (!ending && (events & EPOLLIN) == 0) return;
  for (;;) {
    const std::int64_t count = net::receive(transport_->socket_.get(), context_.plain);
    if (count == -EAGAIN) return;
    if (count <= 0) {
      fail({ErrorKind::kConnect, "the proxy closed the connection"});
      return;
    }
    const auto size = static_cast<std::size_t>(count);
    switch (tunnel_.feed({context_.plain.data(), size})) {
      case ProxyTunnel::Status::kFailed:
        fail(tunnel_.failure());
        return;
      case ProxyTunnel::Status::kOpen:
        wayStands(ending);
        return;
      case ProxyTunnel::Status::kNeedMore:
        break;
    }
    if (size < context_.plain.size() && !ending) return;
  }
}

// The way to the server stands.
void Opening::wayStands(bool ending) {
  bookStage(fresh());
  if (way_.origin->tls) {
    startHandshake(ending);
  } else {
    done(ending);
  }
}

// ---- TLS ----------------------------------------------------------------------------------------

void Opening::startHandshake(bool ending) {
  stage_ = Stage::kHandshake;
  auto settings = context_.tlsFor(*way_.origin);
  if (!settings) {
    fail({ErrorKind::kTls, settings.error().message});
    return;
  }
  std::unique_ptr<net::TlsSession>& tls = transport_->tls_;
  if (tls == nullptr || !tls->belongsTo(**settings)) {
    tls = std::make_unique<net::TlsSession>(**settings);
  }
  if (!tls->open(way_.origin->host, way_.origin->http2)) {
    fail({ErrorKind::kLimit, "no memory for a TLS connection"});
    return;
  }
  handshakeStep(ending ? std::uint32_t{EPOLLRDHUP} : 0);
}

void Opening::handshakeStep(std::uint32_t events) {
  using Status = net::TlsSession::Status;
  net::TlsSession& tls = *transport_->tls_;
  for (;;) {
    const Status status = tls.handshake();
    std::uint64_t nobody_counts = 0;
    if (transport_->flush(nobody_counts) != 0 && status != Status::kFailed) {
      fail({ErrorKind::kTls, std::string(kEndedInHandshake)});
      return;
    }
    if (status == Status::kDone) {
      bookStage(fresh());
      way_.times->handshake =
          tls.resumed() ? base::TlsHandshake::kResumed : base::TlsHandshake::kFull;
      done((events & kEnding) != 0);
      return;
    }
    if (status != Status::kBlocked) {
      fail(tls.failure().text.empty() ? Failure{ErrorKind::kTls, std::string(kEndedInHandshake)}
                                      : tls.failure());
      return;
    }
    if ((events & (EPOLLIN | kEnding)) == 0) return;
    const std::int64_t count = net::receive(transport_->socket_.get(), context_.cipher);
    if (count == -EAGAIN) return;
    if (count <= 0) {
      fail({ErrorKind::kTls, std::string(kEndedInHandshake)});
      return;
    }
    tls.feed({context_.cipher.data(), static_cast<std::size_t>(count)});
  }
}

}  // namespace hrp::http
