// The part of Connection that goes by way of an HTTP proxy: absolute-form requests for http, a
// CONNECT tunnel for https, HTTP/2 and WebSockets. The rest is in connection.cpp.

#include <array>
#include <cerrno>
#include <utility>

#include "http/transport/connection.hpp"
#include "http/transport/exchange_slot.hpp"
#include "http/transport/io_events.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;

std::string hostOf(const Origin& origin) {
  const bool ipv6 = origin.host.find(':') != std::string::npos;
  // A zone is of this machine alone.
  return ipv6 ? "[" + origin.host.substr(0, origin.host.find('%')) + "]" : origin.host;
}

std::string credentialsField(const Proxy& proxy) {
  if (proxy.authorization.empty()) return {};
  return "Proxy-Authorization: " + proxy.authorization + "\r\n";
}

}  // namespace

bool Connection::tunnels() const {
  return proxy_ != nullptr && (origin_.tls || origin_.http2 || slot_->request.upgrade);
}

const std::string& Connection::dialedHost() const {
  return proxy_ != nullptr ? proxy_->host : origin_.host;
}

std::uint16_t Connection::dialedPort() const {
  return proxy_ != nullptr ? proxy_->port : origin_.port;
}

std::string Connection::peerText() const {
  return (proxy_ != nullptr ? "proxy " : "") + peer_.text();
}

void Connection::onUnresolved(std::string_view message) {
  std::string text(message);
  if (proxy_ != nullptr) text = "proxy: " + text;
  fail({ErrorKind::kDns, std::move(text)});
}

// "GET /x HTTP/1.1" → "GET http://host/x HTTP/1.1" (RFC 9112 3.2.2).
void Connection::useAbsoluteForm() {
  if (tunnels()) return;
  Request& request = slot_->request;
  std::string& out = slot_->proxy_head;
  const std::size_t target = request.head.find(' ') + 1;
  const std::size_t line_end = request.head.find("\r\n") + 2;
  out = request.head.substr(0, target);
  out += "http://" + hostOf(origin_);
  if (origin_.port != 80) out += ":" + std::to_string(origin_.port);
  out += request.head.substr(target, line_end - target);
  out += credentialsField(*proxy_);
  out += request.head.substr(line_end);
  request.head = out;
}

void Connection::startTunnel(bool ending) {
  phase_ = Phase::kTunnel;
  const std::string authority = hostOf(origin_) + ":" + std::to_string(origin_.port);
  slot_->proxy_head = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n" +
                      credentialsField(*proxy_) + "\r\n";
  slot_->proxy_written = 0;
  slot_->parser.reset({.no_body = true});
  tunnelStep(EPOLLOUT | (ending ? std::uint32_t{EPOLLRDHUP} : 0));
}

// An errno when the connection is broken.
int Connection::writeTunnelRequest() {
  while (slot_->proxy_written < slot_->proxy_head.size()) {
    const std::string_view rest = std::string_view(slot_->proxy_head).substr(slot_->proxy_written);
    const iovec part{const_cast<char*>(rest.data()), rest.size()};
    const std::int64_t count = net::sendAll(socket_.get(), {&part, 1});
    if (count == -EAGAIN) return 0;
    if (count < 0) return static_cast<int>(-count);
    slot_->proxy_written += static_cast<std::size_t>(count);
  }
  return 0;
}

void Connection::tunnelStep(std::uint32_t events) {
  const net::Failure closed{ErrorKind::kConnect, "the proxy closed the connection"};
  bool ending = (events & kEnding) != 0;
  // What the proxy said is read even when it has closed before the whole request was sent.
  if ((events & EPOLLOUT) != 0 && writeTunnelRequest() != 0) ending = true;
  if (!ending && (events & EPOLLIN) == 0) return;
  for (;;) {
    const std::int64_t count = net::receive(socket_.get(), context_.plain);
    if (count == -EAGAIN) return;
    if (count <= 0) {
      fail(closed);
      return;
    }
    const auto size = static_cast<std::size_t>(count);
    const auto status = slot_->parser.feed({context_.plain.data(), size});
    if (status == ResponseParser::Status::kFailed) {
      fail({ErrorKind::kProtocol, "proxy: " + std::string(slot_->parser.error())});
      return;
    }
    if (status == ResponseParser::Status::kComplete) {
      tunnelAnswered(ending);
      return;
    }
    if (size < context_.plain.size() && !ending) return;
  }
}

void Connection::tunnelAnswered(bool ending) {
  const int status = slot_->parser.response().status;
  if (status == 407) {
    fail({ErrorKind::kConnect, "the proxy asks for a user and a password (407)"});
    return;
  }
  if (status < 200 || status > 299) {
    fail({ErrorKind::kConnect,
          "the proxy refused the tunnel with status " + std::to_string(status)});
    return;
  }
  // The server speaks only when it is spoken to; anything here comes from the proxy.
  if (slot_->parser.trailingBytes() > 0) {
    fail({ErrorKind::kProtocol, "proxy: data before the tunnel was used"});
    return;
  }
  const Request& request = slot_->request;
  slot_->parser.reset(ResponseParser::askedBy(request));
  goOn(ending);
}

}  // namespace hrp::http
