#pragma once
// ServerStream: the bytes of one connection of the test server, plain or over TLS.

#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "hrp/base/error.hpp"
#include "hrp/net/socket.hpp"

namespace hrp::testing {

struct SslContextFree {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using SslContext = std::unique_ptr<SSL_CTX, SslContextFree>;

// With a certificate and its key in PEM files; `http2`: chosen by ALPN when it is offered.
[[nodiscard]] base::Result<SslContext> serverTls(const std::string& certificate_file,
                                                 const std::string& key_file, bool http2);

class ServerStream {
 public:
  explicit ServerStream(net::Descriptor socket) : socket_(std::move(socket)) {}

  [[nodiscard]] int descriptor() const { return socket_.get(); }
  // The client speaks TLS from here on.
  void startTls(SSL_CTX& context);
  // Counts; -EAGAIN when there is nothing more now, 0 or another -errno at the end.
  [[nodiscard]] std::int64_t read(std::span<char> into);
  [[nodiscard]] std::int64_t write(std::string_view bytes);
  // Prepares for its destruction.
  void endOrderly();
  void endWithReset() { net::resetOnClose(socket_.get()); }

 private:
  struct SslFree {
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  net::Descriptor socket_;
  std::unique_ptr<SSL, SslFree> ssl_;
};

}  // namespace hrp::testing
