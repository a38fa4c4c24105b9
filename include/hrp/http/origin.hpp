#pragma once
// Origin: where a connection goes. A plain value; any thread.

#include <cstdint>
#include <string>

#include "hrp/base/client_certificate.hpp"

namespace hrp::http {

// `host` is a name or an address without brackets.
struct Origin {
  bool tls = false;
  bool verify_tls = true;
  bool http2 = false;  // offered to a server with TLS, taken for granted without
  std::string host;
  std::uint16_t port = 80;
  // Shown to servers that ask for one; null: none. Whoever asks for an exchange keeps it alive as
  // long as the client.
  const base::ClientCertificate* certificate = nullptr;
  friend bool operator==(const Origin&, const Origin&) = default;
};

// Its host as a URL names it: an IPv6 address in brackets, without its zone, which is of this
// machine alone.
[[nodiscard]] inline std::string hostInUrl(const Origin& origin) {
  const bool ipv6 = origin.host.find(':') != std::string::npos;
  return ipv6 ? "[" + origin.host.substr(0, origin.host.find('%')) + "]" : origin.host;
}

}  // namespace hrp::http
