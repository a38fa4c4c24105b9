#pragma once
// A WebSocket that a test drives on a loop of its own, and the outcome of what it did.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "http/websocket/websocket_session.hpp"
#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/test_certificate.hpp"

namespace hrp::http {

struct SocketOutcome final : SocketHandler {
  void onSocket(const SocketResult& result) override {
    ++calls;
    kind = result.kind;
    message = result.message;
    if (result.response != nullptr) status = result.response->status;
    payload = result.payload;
    binary = result.binary;
    close_status = result.close_status;
    trace = result.trace;
    if (then) then();
  }
  int calls = 0;
  base::ErrorKind kind = base::ErrorKind::kNone;
  std::string message;
  int status = 0;
  std::string payload;
  bool binary = false;
  int close_status = 0;
  ExchangeTrace trace;
  std::function<void()> then;
};

// A probe's loop and context with one WebSocket.
class SocketProbe {
 public:
  explicit SocketProbe(testing::HttpProbe::Options options)
      : probe_(std::move(options)), socket_(std::make_unique<WebSocket>(probe_.context())) {}

  SocketOutcome open(const std::string& path, const std::string& more = "") {
    key_ = makeSocketKey(probe_.context());
    head_ = "GET " + path +
            " HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
            key_ + "\r\n" + more + "\r\n";
    return run(
        {.action = SocketAction::kOpen, .origin = &probe_.origin(), .head = head_, .key = key_});
  }
  SocketOutcome run(SocketRequest request,
                    std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    SocketOutcome outcome;
    begin(request, outcome, limit);
    waitFor(outcome);
    return outcome;
  }
  void begin(SocketRequest request, SocketOutcome& outcome,
             std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    request.deadline = probe_.clock().now() + limit;
    socket_->start(request, outcome);
  }
  void waitFor(const SocketOutcome& outcome) {
    const base::TimePoint end = probe_.clock().now() + std::chrono::seconds(20);
    while (outcome.calls < 1 && probe_.clock().now() < end)
      probe_.loop().runOnce(std::chrono::milliseconds(50));
  }
  // Turns of the loop until `done`.
  bool turnUntil(const std::function<bool()>& done) {
    const base::TimePoint end = probe_.clock().now() + std::chrono::seconds(20);
    while (!done() && probe_.clock().now() < end)
      probe_.loop().runOnce(std::chrono::milliseconds(5));
    return done();
  }
  SocketOutcome echo(std::string_view text) {
    return run({.action = SocketAction::kWriteAndRead, .payload = text});
  }
  SocketOutcome act(SocketAction action) { return run({.action = action}); }

  WebSocket& socket() { return *socket_; }
  void drop() { socket_.reset(); }
  testing::HttpProbe& probe() { return probe_; }

 private:
  testing::HttpProbe probe_;
  std::unique_ptr<WebSocket> socket_;
  std::string key_;
  std::string head_;
};

// The server and a probe of it, plain (false) and over TLS (true).
class WebSocketFixture : public ::testing::TestWithParam<bool> {
 protected:
  static bool tls() { return GetParam(); }
  testing::HttpProbe::Options options() const {
    return {.origin = {.tls = tls(), .host = "127.0.0.1", .port = server_->port()},
            .context = {.ca_certificates = tls() ? certificate_.certificatePem() : ""}};
  }
  testing::TestCertificate certificate_{"IP:127.0.0.1"};
  std::unique_ptr<testing::TestServer> server_ = std::move(*testing::TestServer::start(
      tls() ? testing::TestServer::Options{.certificate_file = certificate_.certificateFile(),
                                           .key_file = certificate_.keyFile()}
            : testing::TestServer::Options{}));
  SocketProbe probe_{options()};
};

struct SocketFault {
  std::string path;
  base::ErrorKind kind;
  std::string message;
};

}  // namespace hrp::http
