#pragma once
// TestServer: an HTTP/1.1, HTTP/2 and WebSocket server with good and deliberately broken endpoints
// (test_endpoints.cpp, http2_peer.hpp)
// on a thread of its own, for unit tests; `hrp-test-server` is the same as a program. It counts
// every request it has fully received. start(), stop() and the counters may be called from any
// thread.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::testing {

class TestServer {
 public:
  struct Options {
    std::uint16_t port = 0;          // 0: any free one
    std::string certificate_file{};  // PEM; TLS when given
    std::string key_file{};
    bool http2 = true;  // for those who ask: by ALPN with TLS, by prior knowledge without
    // A proxy that is the server behind it as well: it takes absolute-form requests and CONNECT,
    // and speaks TLS only inside a tunnel. Names of hosts that it never asks for are its faults:
    // refuse.test, garbage.test, close.test, early.test, never.test.
    bool proxy = false;
    std::string proxy_authorization{};  // "Basic …" that it insists on
  };
  static base::Result<std::unique_ptr<TestServer>> start(const Options& options);
  static base::Result<std::unique_ptr<TestServer>> start() { return start(Options{}); }
  ~TestServer();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT"
  [[nodiscard]] std::uint64_t requestCount() const;
  [[nodiscard]] std::uint64_t requestCount(std::string_view path) const;
  [[nodiscard]] std::uint64_t connectionCount() const;  // accepted so far
  [[nodiscard]] std::uint64_t messageCount() const;     // WebSocket messages received so far
  void stop();

 private:
  TestServer();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hrp::testing
