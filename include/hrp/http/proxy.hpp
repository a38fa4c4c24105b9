#pragma once
// ProxyRules: through which HTTP proxy an origin is reached. http requests are handed to the proxy
// in absolute-form, https goes through a CONNECT tunnel (RFC 9110 9.3.6, RFC 9112 3.2.2).
//
// A value that is made once and then only read; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/http/origin.hpp"

namespace hrp::http {

struct Proxy {
  std::string host;
  std::uint16_t port = 0;
  std::string authorization{};  // "Basic …"; empty: none
  bool ipv6 = false;
};

// "http://user:password@host:port", "host:port" or "host" (port 80); https:// and socks proxies
// are refused (kUnsupported).
[[nodiscard]] base::Result<Proxy> parseProxyUrl(std::string_view text);

// Hosts that are reached directly, as in NO_PROXY: "a.example, .b.example:8080, 10.0.0.1, *".
// "a.example" and ".a.example" take a.example and everything below it; an entry with a port holds
// for that port.
class BypassList {
 public:
  static BypassList parse(std::string_view text);
  [[nodiscard]] bool contains(const Origin& origin) const;

 private:
  struct Entry {
    std::string host;  // lower case, without a leading dot; "*": everything
    std::uint16_t port = 0;
  };
  std::vector<Entry> entries_;
};

class ProxyRules {
 public:
  struct Options {
    std::string url{};     // for everything; empty: the environment decides
    std::string bypass{};  // a list like NO_PROXY, for everything
  };
  // With an empty url: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY of the environment, or in
  // lower case; loopback addresses and "localhost" are reached directly then. The error names the
  // variable.
  static base::Result<ProxyRules> create(const Options& options);

  // Null: directly.
  [[nodiscard]] const Proxy* proxyFor(const Origin& origin) const;

 private:
  base::Result<> readEnvironment();

  std::optional<Proxy> http_;
  std::optional<Proxy> https_;
  BypassList bypass_;
  bool loopback_direct_ = false;
};

}  // namespace hrp::http
