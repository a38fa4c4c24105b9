#include "support/server/test_server.hpp"

#include <csignal>
#include <thread>
#include <utility>

#include "hrp/base/clock.hpp"
#include "hrp/net/event_loop.hpp"
#include "hrp/net/socket.hpp"
#include "support/server/server_connection.hpp"

namespace hrp::testing {
namespace {

class Listener final : public net::IoHandler {
 public:
  Listener(ServerHost& host, net::Descriptor socket) : host_(host), socket_(std::move(socket)) {}
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
  ServerHost& host_;
  net::Descriptor socket_;
};

}  // namespace

struct TestServer::Impl {
  base::SystemClock clock;
  SslContext tls;
  std::unique_ptr<net::EventLoop> loop;
  ServerHost host;
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
    auto tls = serverTls(options.certificate_file, options.key_file, options.http2);
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
