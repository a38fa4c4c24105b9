#include "support/server/server_connection.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace hrp::testing {

ServerConnection::ServerConnection(ServerHost& host, net::Descriptor socket)
    : host_(host), stream_(std::move(socket)), reader_(host.http2) {
  if (!host_.proxy) startTls();
}

ServerConnection::~ServerConnection() {
  host_.loop->remove(stream_.descriptor(), *this);
}

void ServerConnection::startTls() {
  if (host_.tls != nullptr) stream_.startTls(*host_.tls);
}

void ServerConnection::onIo(std::uint32_t /*events*/) {
  if (!fill() || !serve() || !flush()) host_.connections.erase(this);
}

void ServerConnection::onTimer() {
  if (slow_) {
    released_ = std::min(released_ + 1, out_.size());
    if (released_ < out_.size()) armSlow();
    slow_ = released_ < out_.size();
  } else {
    waiting_ = false;
    released_ = out_.size();
  }
  if (!flush() || !serve() || !flush()) host_.connections.erase(this);
}

void ServerConnection::armSlow() {
  host_.loop->arm(*this, host_.loop->now() + std::chrono::milliseconds(1));
}

// Reads all there is; false when the connection is over.
bool ServerConnection::fill() {
  for (;;) {
    const std::int64_t count = stream_.read(host_.buffer);
    if (count == -EAGAIN) return true;
    if (count <= 0 || in_.size() > RequestReader::kMaxRequest) return false;
    in_.append(host_.buffer.data(), static_cast<std::size_t>(count));
    // Such a request is answered and closed with its body unread.
    const std::string_view start = std::string_view(in_).substr(0, in_.find(" HTTP/"));
    if (answersBeforeBody(start.substr(std::min(start.find('/'), start.size())))) return true;
  }
}

bool ServerConnection::serve() {
  while (!waiting_ && !slow_ && !closing_) {
    if (peer_ != nullptr) return serveWebSocket();
    if (http2_ != nullptr) return serveHttp2();
    if (beginsHttp2()) continue;
    ServerRequest request;
    std::size_t consumed = 0;
    const auto parsed = reader_.next(in_, request, consumed);
    if (parsed == RequestReader::Parse::kBad) return false;
    if (parsed == RequestReader::Parse::kIncomplete) break;
    request.number_on_connection = ++requests_;
    respond(request);
    in_.erase(0, consumed);
    if (std::exchange(tunnel_, false)) {
      if (!flush()) return false;
      startTls();
      return fill() && serve();
    }
  }
  return true;
}

// True when the connection speaks HTTP/2 from now on.
bool ServerConnection::beginsHttp2() {
  if (!host_.http2 || !in_.starts_with(Http2Peer::kPreface)) return false;
  http2_ = std::make_unique<Http2Peer>([this](const ServerRequest& request, ServerReply& reply) {
    if (request.path == "/__stats") {
      appendResponse(reply.bytes, 200, "Content-Type: application/json\r\n", host_.counters.json());
      return;
    }
    host_.counters.count(request.path);
    answer(request, reply);
  });
  return true;
}

bool ServerConnection::serveHttp2() {
  const auto then = http2_->take(in_, out_);
  released_ = out_.size();
  if (then == Http2Peer::Then::kKeep) return true;
  closing_ = true;
  then_ = then == Http2Peer::Then::kReset ? ServerReply::Then::kReset : ServerReply::Then::kClose;
  return true;
}

bool ServerConnection::serveWebSocket() {
  const std::uint64_t before = peer_->messages();
  const auto then = peer_->take(in_, out_);
  host_.counters.received(peer_->messages() - before);
  released_ = out_.size();
  if (then == WebSocketPeer::Then::kKeep) return true;
  closing_ = true;
  then_ =
      then == WebSocketPeer::Then::kReset ? ServerReply::Then::kReset : ServerReply::Then::kClose;
  return true;
}

// False when the request has been answered as a proxy does.
bool ServerConnection::passesProxy(const ServerRequest& request) {
  if (!host_.proxy) return true;
  if (request.method != "CONNECT" && request.target.starts_with('/')) return true;
  const std::string_view wanted = host_.proxy_authorization;
  if (!wanted.empty() && request.header("proxy-authorization") != wanted) {
    out_ += "HTTP/1.1 407 Proxy Authentication Required\r\nConnection: close\r\n\r\n";
    closing_ = true;
  } else if (request.method != "CONNECT") {
    return true;
  } else if (request.path.starts_with("refuse.test")) {
    appendResponse(out_, 403, "", "no");
  } else if (request.path.starts_with("garbage.test")) {
    out_ += "this is no HTTP\r\n\r\n";
  } else if (request.path.starts_with("close.test")) {
    closing_ = true;
  } else if (!request.path.starts_with("never.test")) {
    out_ += "HTTP/1.1 200 Connection established\r\n\r\n";
    if (request.path.starts_with("early.test")) out_ += "early";
    tunnel_ = true;
  }
  released_ = out_.size();
  return false;
}

void ServerConnection::respond(const ServerRequest& request) {
  if (request.path == "/__stats") {
    appendResponse(out_, 200, "Content-Type: application/json\r\n", host_.counters.json());
    released_ = out_.size();
    return;
  }
  if (request.path == "/__reset") {
    host_.counters.reset();
    appendResponse(out_, 200, "", "");
    released_ = out_.size();
    return;
  }
  if (!answersBeforeBody(request.path)) host_.counters.count(request.path);
  if (!passesProxy(request)) return;
  ServerReply reply;
  const std::size_t before = out_.size();
  reply.bytes.swap(out_);
  answer(request, reply);
  out_.swap(reply.bytes);
  const bool lies = request.path.starts_with("/lies/");
  if (request.method == "HEAD" && !lies) dropBody(before);
  peer_ = std::move(reply.upgraded);
  then_ = reply.then;
  if (then_ == ServerReply::Then::kKeep && !request.keep_alive) then_ = ServerReply::Then::kClose;
  if (then_ == ServerReply::Then::kNothing) {
    waiting_ = true;
    return;
  }
  closing_ = then_ != ServerReply::Then::kKeep;
  if (reply.slow) {
    slow_ = true;
    armSlow();
  } else if (reply.delay.count() > 0) {
    waiting_ = true;
    host_.loop->arm(*this, host_.loop->now() + reply.delay);
  } else {
    released_ = out_.size();
  }
}

void ServerConnection::dropBody(std::size_t from) {
  const std::size_t end = out_.find("\r\n\r\n", from);
  if (end != std::string::npos) out_.resize(end + 4);
}

// Sends what is released; false when the connection is over.
bool ServerConnection::flush() {
  while (sent_ < released_) {
    const std::string_view part = std::string_view(out_).substr(sent_, released_ - sent_);
    const std::int64_t count = stream_.write(part);
    if (count == -EAGAIN) return true;
    if (count <= 0) return false;
    sent_ += static_cast<std::size_t>(count);
  }
  if (sent_ < out_.size()) return true;
  if (sent_ > 0) {
    out_.clear();
    sent_ = released_ = 0;
  }
  if (!closing_ || waiting_ || slow_) return true;
  if (then_ == ServerReply::Then::kReset) stream_.endWithReset();
  if (then_ == ServerReply::Then::kClose) stream_.endOrderly();
  return false;
}

}  // namespace hrp::testing
