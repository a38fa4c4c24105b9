#include "support/test_server.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <unordered_map>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/socket.hpp"
#include "support/http2_peer.hpp"
#include "support/test_endpoints.hpp"

namespace hrp::testing {
namespace {

constexpr std::size_t kReadBytes = 64 << 10;
constexpr std::size_t kMaxRequest = 80u << 20;
constexpr std::size_t kMaxPaths = 10'000;

struct SslCtxFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct SslFree {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

class Counters {
 public:
  void count(std::string_view path) {
    const std::scoped_lock lock(mutex_);
    ++requests_;
    auto known = by_path_.find(path);
    if (known == by_path_.end()) {
      if (by_path_.size() == kMaxPaths) return;
      known = by_path_.emplace(std::string(path), 0).first;
    }
    ++known->second;
  }
  void received(std::uint64_t messages) {
    const std::scoped_lock lock(mutex_);
    messages_ += messages;
  }
  std::uint64_t messages() const {
    const std::scoped_lock lock(mutex_);
    return messages_;
  }
  void connected() {
    const std::scoped_lock lock(mutex_);
    ++connections_;
  }
  void reset() {
    const std::scoped_lock lock(mutex_);
    requests_ = connections_ = messages_ = 0;
    by_path_.clear();
  }
  std::uint64_t requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  std::uint64_t requests(std::string_view path) const {
    const std::scoped_lock lock(mutex_);
    const auto known = by_path_.find(path);
    return known == by_path_.end() ? 0 : known->second;
  }
  std::uint64_t connections() const {
    const std::scoped_lock lock(mutex_);
    return connections_;
  }
  std::string json() const {
    const std::scoped_lock lock(mutex_);
    return nlohmann::json{{"requests", requests_},
                          {"connections", connections_},
                          {"messages", messages_},
                          {"by_path", by_path_}}
        .dump();
  }

 private:
  mutable std::mutex mutex_;
  std::uint64_t requests_ = 0;
  std::uint64_t connections_ = 0;
  std::uint64_t messages_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> by_path_;
};

class ServerConnection;

struct Host {
  net::EventLoop* loop = nullptr;
  SSL_CTX* tls = nullptr;
  bool proxy = false;
  bool http2 = true;
  std::string proxy_authorization;
  Counters counters;
  std::array<char, kReadBytes> buffer{};
  std::unordered_map<ServerConnection*, std::unique_ptr<ServerConnection>> connections;
};

// One accepted connection: reads requests, answers them in order.
class ServerConnection final : public net::IoHandler, public net::Timer {
 public:
  ServerConnection(Host& host, net::Descriptor socket) : host_(host), socket_(std::move(socket)) {
    if (!host_.proxy) startTls();
  }
  ~ServerConnection() { host_.loop->remove(socket_.get(), *this); }

  int descriptor() const { return socket_.get(); }

  void onIo(std::uint32_t /*events*/) override {
    if (!fill() || !serve() || !flush()) host_.connections.erase(this);
  }

 private:
  enum class Parse { kIncomplete, kReady, kBad };

  void startTls() {
    if (host_.tls == nullptr) return;
    ssl_.reset(SSL_new(host_.tls));
    SSL_set_fd(ssl_.get(), socket_.get());
    SSL_set_accept_state(ssl_.get());
  }

  void onTimer() override {
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

  void armSlow() { host_.loop->arm(*this, host_.loop->now() + std::chrono::milliseconds(1)); }

  // Reads all there is; false when the connection is over.
  bool fill() {
    for (;;) {
      const std::int64_t count = readSome();
      if (count == -EAGAIN) return true;
      if (count <= 0 || in_.size() > kMaxRequest) return false;
      in_.append(host_.buffer.data(), static_cast<std::size_t>(count));
      // Such a request is answered and closed with its body unread.
      const std::string_view start = std::string_view(in_).substr(0, in_.find(" HTTP/"));
      if (answersBeforeBody(start.substr(std::min(start.find('/'), start.size())))) return true;
    }
  }

  std::int64_t readSome() {
    if (ssl_ == nullptr) return net::receive(socket_.get(), host_.buffer);
    ERR_clear_error();
    const int count = SSL_read(ssl_.get(), host_.buffer.data(), static_cast<int>(kReadBytes));
    if (count > 0) return count;
    const int error = SSL_get_error(ssl_.get(), count);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? -EAGAIN : 0;
  }

  bool serve() {
    while (!waiting_ && !slow_ && !closing_) {
      if (peer_ != nullptr) return serveWebSocket();
      if (http2_ != nullptr) return serveHttp2();
      if (beginsHttp2()) continue;
      ServerRequest request;
      std::size_t consumed = 0;
      const Parse parsed = parse(request, consumed);
      if (parsed == Parse::kBad) return false;
      if (parsed == Parse::kIncomplete) break;
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
  bool beginsHttp2() {
    if (!host_.http2 || !in_.starts_with(Http2Peer::kPreface)) return false;
    http2_ = std::make_unique<Http2Peer>([this](const ServerRequest& request, ServerReply& reply) {
      if (request.path == "/__stats") {
        appendResponse(reply.bytes, 200, "Content-Type: application/json\r\n",
                       host_.counters.json());
        return;
      }
      host_.counters.count(request.path);
      answer(request, reply);
    });
    return true;
  }

  bool serveHttp2() {
    const auto then = http2_->take(in_, out_);
    released_ = out_.size();
    if (then == Http2Peer::Then::kKeep) return true;
    closing_ = true;
    then_ = then == Http2Peer::Then::kReset ? ServerReply::Then::kReset : ServerReply::Then::kClose;
    return true;
  }

  bool serveWebSocket() {
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
  bool passesProxy(const ServerRequest& request) {
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

  void respond(const ServerRequest& request) {
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

  void dropBody(std::size_t from) {
    const std::size_t end = out_.find("\r\n\r\n", from);
    if (end != std::string::npos) out_.resize(end + 4);
  }

  // Sends what is released; false when the connection is over.
  bool flush() {
    while (sent_ < released_) {
      const std::string_view part = std::string_view(out_).substr(sent_, released_ - sent_);
      const std::int64_t count = writeSome(part);
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
    if (then_ == ServerReply::Then::kReset) net::resetOnClose(socket_.get());
    if (ssl_ != nullptr && then_ == ServerReply::Then::kClose) SSL_shutdown(ssl_.get());
    return false;
  }

  std::int64_t writeSome(std::string_view part) {
    if (ssl_ == nullptr) {
      const iovec piece{const_cast<char*>(part.data()), part.size()};
      return net::sendAll(socket_.get(), {&piece, 1});
    }
    ERR_clear_error();
    const int size = static_cast<int>(std::min<std::size_t>(part.size(), 1 << 20));
    const int count = SSL_write(ssl_.get(), part.data(), size);
    if (count > 0) return count;
    const int error = SSL_get_error(ssl_.get(), count);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? -EAGAIN : 0;
  }

  Parse parse(ServerRequest& request, std::size_t& consumed) {
    const std::string_view text = in_;
    const std::size_t head_end = text.find("\r\n\r\n");
    if (head_end == std::string_view::npos) return Parse::kIncomplete;
    // Of HTTP/2's preface more is to come.
    if (host_.http2 && text.size() < Http2Peer::kPreface.size() &&
        Http2Peer::kPreface.starts_with(text)) {
      return Parse::kIncomplete;
    }
    if (!parseHead(text.substr(0, head_end + 2), request)) return Parse::kBad;
    const std::string_view rest = text.substr(head_end + 4);
    if (answersBeforeBody(request.path)) {
      consumed = text.size();
      return Parse::kReady;
    }
    if (request.header("transfer-encoding") == "chunked") {
      std::size_t used = 0;
      const Parse body = parseChunks(rest, used);
      request.body = chunks_;
      consumed = head_end + 4 + used;
      return body;
    }
    std::size_t length = 0;
    const std::string_view declared = request.header("content-length");
    std::from_chars(declared.data(), declared.data() + declared.size(), length);
    if (rest.size() < length) return Parse::kIncomplete;
    request.body = rest.substr(0, length);
    consumed = head_end + 4 + length;
    return Parse::kReady;
  }

  static bool parseHead(std::string_view head, ServerRequest& request) {
    std::size_t line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    const std::size_t first = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (first == std::string_view::npos || second <= first) return false;
    request.method = line.substr(0, first);
    std::string_view target = line.substr(first + 1, second - first - 1);
    request.target = target;
    if (target.starts_with("http://")) {
      target.remove_prefix(std::min(target.find('/', 7), target.size()));
    }
    const std::size_t mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    request.query = target.substr(std::min(mark + 1, target.size()));
    const bool old = line.ends_with("HTTP/1.0");
    head.remove_prefix(line_end + 2);
    while (!head.empty()) {
      line_end = head.find("\r\n");
      const std::string_view field = head.substr(0, line_end);
      const std::size_t colon = field.find(':');
      if (colon == std::string_view::npos) return false;
      std::string_view value = field.substr(colon + 1);
      while (value.starts_with(' ')) value.remove_prefix(1);
      request.headers.emplace_back(field.substr(0, colon), value);
      head.remove_prefix(line_end + 2);
    }
    const std::string_view connection = request.header("connection");
    request.keep_alive = old ? connection == "keep-alive" : connection != "close";
    return true;
  }

  Parse parseChunks(std::string_view text, std::size_t& used) {
    chunks_.clear();
    const std::string_view all = text;
    for (;;) {
      const std::size_t line_end = text.find("\r\n");
      if (line_end == std::string_view::npos) return Parse::kIncomplete;
      std::size_t size = 0;
      if (std::from_chars(text.data(), text.data() + line_end, size, 16).ec != std::errc{}) {
        return Parse::kBad;
      }
      text.remove_prefix(line_end + 2);
      if (size > kMaxRequest) return Parse::kBad;
      if (text.size() < size + 2) return Parse::kIncomplete;
      chunks_.append(text.substr(0, size));
      text.remove_prefix(size + 2);
      used = all.size() - text.size();
      if (size == 0) return Parse::kReady;
    }
  }

  Host& host_;
  net::Descriptor socket_;
  std::unique_ptr<SSL, SslFree> ssl_;
  std::string in_;
  std::string out_;
  std::string chunks_;
  std::size_t sent_ = 0;
  std::size_t released_ = 0;  // of out_, may be sent now
  std::uint64_t requests_ = 0;
  ServerReply::Then then_ = ServerReply::Then::kKeep;
  std::unique_ptr<WebSocketPeer> peer_;  // after an upgrade
  std::unique_ptr<Http2Peer> http2_;     // after its preface
  bool waiting_ = false;
  bool slow_ = false;
  bool closing_ = false;
  bool tunnel_ = false;  // begins behind what was answered
};

class Listener final : public net::IoHandler {
 public:
  Listener(Host& host, net::Descriptor socket) : host_(host), socket_(std::move(socket)) {}
  int descriptor() const { return socket_.get(); }

  void onIo(std::uint32_t /*events*/) override {
    for (;;) {
      net::Descriptor accepted = net::acceptTcp(socket_.get());
      if (!accepted.valid()) return;
      host_.counters.connected();
      auto connection = std::make_unique<ServerConnection>(host_, std::move(accepted));
      ServerConnection* raw = connection.get();
      if (host_.loop->add(raw->descriptor(), *raw))
        host_.connections.emplace(raw, std::move(connection));
    }
  }

 private:
  Host& host_;
  net::Descriptor socket_;
};

int chooseProtocol(SSL* /*ssl*/, const unsigned char** out, unsigned char* size,
                   const unsigned char* offered, unsigned offered_size, void* /*none*/) {
  static constexpr std::string_view kKnown = "\2h2\10http/1.1";
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, size, reinterpret_cast<const unsigned char*>(kKnown.data()),
                            kKnown.size(), offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

base::Result<std::unique_ptr<SSL_CTX, SslCtxFree>> serverTls(const TestServer::Options& options) {
  std::unique_ptr<SSL_CTX, SslCtxFree> context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr ||
      SSL_CTX_use_certificate_chain_file(context.get(), options.certificate_file.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), options.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "cannot load " + options.certificate_file + " and " + options.key_file);
  }
  if (options.http2) SSL_CTX_set_alpn_select_cb(context.get(), chooseProtocol, nullptr);
  SSL_CTX_set_mode(context.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return context;
}

}  // namespace

struct TestServer::Impl {
  base::SystemClock clock;
  std::unique_ptr<SSL_CTX, SslCtxFree> tls;
  std::unique_ptr<net::EventLoop> loop;
  Host host;
  std::unique_ptr<Listener> listener;
  std::uint16_t port = 0;
  std::thread thread;
};

TestServer::TestServer() : impl_(std::make_unique<Impl>()) {}

TestServer::~TestServer() {
  stop();
}

base::Result<std::unique_ptr<TestServer>> TestServer::start(const Options& options) {
  std::unique_ptr<TestServer> server(new TestServer());
  Impl& impl = *server->impl_;
  if (!options.certificate_file.empty()) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    auto tls = serverTls(options);
    if (!tls) return base::fail(tls.error());
    impl.tls = std::move(*tls);
  }
  auto loop = net::EventLoop::create(impl.clock);
  if (!loop) return base::fail(loop.error());
  impl.loop = std::move(*loop);
  impl.host.loop = impl.loop.get();
  impl.host.tls = impl.tls.get();
  impl.host.proxy = options.proxy;
  impl.host.http2 = options.http2;
  impl.host.proxy_authorization = options.proxy_authorization;
  net::Address address = *net::Address::fromLiteral("127.0.0.1");
  address.setPort(options.port);
  auto socket = net::listenTcp(address);
  if (!socket) return base::fail(socket.error());
  impl.port = net::boundPort(socket->get());
  impl.listener = std::make_unique<Listener>(impl.host, std::move(*socket));
  if (auto added = impl.loop->add(impl.listener->descriptor(), *impl.listener); !added) {
    return base::fail(added.error());
  }
  impl.thread = std::thread([&impl] { impl.loop->run(); });
  return server;
}

std::uint16_t TestServer::port() const {
  return impl_->port;
}
std::string TestServer::url() const {
  return (impl_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(impl_->port);
}
std::uint64_t TestServer::requestCount() const {
  return impl_->host.counters.requests();
}
std::uint64_t TestServer::requestCount(std::string_view path) const {
  return impl_->host.counters.requests(path);
}
std::uint64_t TestServer::connectionCount() const {
  return impl_->host.counters.connections();
}
std::uint64_t TestServer::messageCount() const {
  return impl_->host.counters.messages();
}

void TestServer::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->loop->stop();
  impl_->thread.join();
  impl_->host.connections.clear();
  impl_->listener.reset();
}

}  // namespace hrp::testing
