#pragma once
// ProxyTunnel: the talk with an HTTP proxy that makes a tunnel (RFC 9110 9.3.6): CONNECT, and what
// the proxy answers, over byte buffers. Its own reading of heads is all that a transport knows of
// HTTP: a status is looked for and the fields are read over.
//
// begin() · unsent()/sent()… · feed()… → kOpen, or kFailed with failure(). One owner, one thread.

#include <cstdint>
#include <string>
#include <string_view>

#include "hrp/http/origin.hpp"
#include "hrp/http/proxy.hpp"
#include "hrp/net/failure.hpp"

namespace hrp::http {

class ProxyTunnel {
 public:
  enum class Status : std::uint8_t { kNeedMore, kOpen, kFailed };

  void begin(const Origin& origin, const Proxy& proxy);
  [[nodiscard]] std::string_view unsent() const {
    return std::string_view(request_).substr(written_);
  }
  void sent(std::size_t count) { written_ += count; }
  // The next bytes of the answer.
  [[nodiscard]] Status feed(std::string_view data);
  [[nodiscard]] const net::Failure& failure() const { return failure_; }

 private:
  [[nodiscard]] Status refuse(base::ErrorKind kind, std::string text);
  [[nodiscard]] Status judge(std::string_view behind);

  std::string request_;
  std::size_t written_ = 0;
  std::size_t received_ = 0;
  std::string answer_;  // so far, without heads that were read over
  net::Failure failure_;
};

}  // namespace hrp::http
