#pragma once
// Url: parsing and joining of http and https URLs (RFC 3986), keeping percent-encoding as written.

#include <string>
#include <string_view>

#include "hrp/base/error.hpp"
#include "hrp/http/exchange.hpp"

namespace hrp::http {

struct Url {
  std::string scheme;    // lower case; "" for a relative reference
  std::string userinfo;  // "user:password" as written
  std::string host;      // as net::asciiHost() gives it, without brackets, a zone as "%zone"
  bool ipv6 = false;
  std::uint16_t port = 0;  // 0: the scheme's default
  std::string path;        // as written; blanks and bytes outside ASCII are percent-encoded
  std::string query;       // without '?'
  bool has_query = false;

  static base::Result<Url> parse(std::string_view text);

  [[nodiscard]] bool hasHost() const { return !host.empty(); }
  [[nodiscard]] Origin origin(bool verify_tls,
                              const base::ClientCertificate* certificate = nullptr) const;
  [[nodiscard]] std::string hostHeader() const;  // host[:port], the port only when not the default
  [[nodiscard]] std::string target() const;      // path[?query], at least "/"
  [[nodiscard]] std::string text() const;

  // RFC 3986 5.2: `reference` against this URL (redirects).
  [[nodiscard]] base::Result<Url> resolve(std::string_view reference) const;
};

// How a testcase's `url` and `base_url` make one URL (section 6 of the semantics): a url with a
// host stands alone, otherwise the paths are joined and cleaned; a trailing slash is kept as
// written.
[[nodiscard]] base::Result<Url> joinBaseUrl(std::string_view base_url, std::string_view url);

void appendFormEscaped(std::string& out, std::string_view text);  // blank → '+'
// The same for what `text` holds from `from` on; what needs no escaping stays as it lies.
void formEscapeFrom(std::string& text, std::size_t from);

}  // namespace hrp::http
