#pragma once
// ServerConnection: one accepted connection of the test server, which reads requests and answers
// them in order; a proxy's tunnel, HTTP/2 and WebSockets begin inside it. ServerHost is what the
// connections of one server share. Used on the server's own thread only, but for the counters.

#include <array>
#include <memory>
#include <string>
#include <unordered_map>

#include "hrp/net/event_loop.hpp"
#include "support/server/http2_peer.hpp"
#include "support/server/request_reader.hpp"
#include "support/server/server_counters.hpp"
#include "support/server/server_stream.hpp"
#include "support/server/test_endpoints.hpp"

namespace hrp::testing {

class ServerConnection;

struct ServerHost {
  net::EventLoop* loop = nullptr;
  SSL_CTX* tls = nullptr;
  bool proxy = false;
  bool http2 = true;
  std::string proxy_authorization;
  ServerCounters counters;
  std::array<char, 64 << 10> buffer{};
  std::unordered_map<ServerConnection*, std::unique_ptr<ServerConnection>> connections;
};

class ServerConnection final : public net::IoHandler, public net::Timer {
 public:
  ServerConnection(ServerHost& host, net::Descriptor socket);
  ~ServerConnection();

  int descriptor() const { return stream_.descriptor(); }
  // At its end it removes itself from the host.
  void onIo(std::uint32_t events) override;

 private:
  void onTimer() override;
  void armSlow();
  void startTls();
  bool fill();
  bool serve();
  bool beginsHttp2();
  bool serveHttp2();
  bool serveWebSocket();
  bool passesProxy(const ServerRequest& request);
  void respond(const ServerRequest& request);
  void dropBody(std::size_t from);
  bool flush();

  ServerHost& host_;
  ServerStream stream_;
  RequestReader reader_;
  std::string in_;
  std::string out_;
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

}  // namespace hrp::testing
