#include "engine/requests/redirect.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/requests/head_writer.hpp"
#include "engine/text/http_text.hpp"
#include "hrp/http/credentials.hpp"

namespace hrp::engine {
namespace {

using base::ErrorCode;

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](std::string_view other) { return equalsIgnoreCase(name, other); });
}

struct Hop {
  std::string method;
  bool drops_body = false;
  bool other_origin = false;
};

bool isKept(std::string_view name, const Hop& hop) {
  if (isOneOf(name, {"Host", "Cookie", "Referer"})) return false;  // written anew
  const bool of_body =
      startsWithIgnoreCase(name, "content-") || equalsIgnoreCase(name, "Transfer-Encoding");
  if (hop.drops_body && of_body) return false;
  return !(hop.other_origin &&
           isOneOf(name, {"Authorization", "Proxy-Authorization", "Www-Authenticate"}));
}

// What it says of the page that it comes from; empty: a secure page's address is not told to an
// insecure one.
std::string refererOf(const http::Url& from, const http::Url& to) {
  if (from.scheme == "https" && to.scheme != "https") return {};
  http::Url referer = from;
  referer.userinfo.clear();
  // The zone of an IPv6 address is of this machine alone (RFC 6874).
  referer.host.resize(std::min(referer.host.find('%'), referer.host.size()));
  return referer.text();
}

std::string nextHead(std::string_view head, const Hop& hop, const http::Url& from,
                     const http::Url& to) {
  const std::string host = to.hostHeader();
  const std::string referer = refererOf(from, to);
  const std::string credentials =
      to.userinfo.empty() ? std::string() : http::basicCredentials(to.userinfo);
  std::string text;
  HeadWriter next(text, {hop.method, to, host},
                  HeadWriter::kOwnFieldBytes + head.size() + referer.size() + credentials.size());
  bool authorized = false;
  std::size_t at = head.find("\r\n") + 2;
  while (at < head.size()) {
    const std::size_t end = head.find("\r\n", at);
    const std::string_view line = head.substr(at, end - at);
    at = end + 2;
    if (line.empty()) break;
    const std::string_view name = line.substr(0, line.find(':'));
    if (!isKept(name, hop)) continue;
    authorized = authorized || equalsIgnoreCase(name, "Authorization");
    next.add(line);
    next.add("\r\n");
  }
  if (!authorized && !credentials.empty()) next.addField("Authorization", credentials);
  if (!referer.empty()) next.addField("Referer", referer);
  next.finish();
  return text;
}

}  // namespace

bool isRedirect(int status) {
  static constexpr std::array<int, 5> kStatuses{301, 302, 303, 307, 308};
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

base::Result<> followRedirect(int status, std::string_view location, RenderedRequest& request) {
  auto next = request.url->resolve(location);
  if (!next) return base::fail(std::move(next.error()));
  if ((next->scheme != "http" && next->scheme != "https") || !next->hasHost()) {
    return base::fail(ErrorCode::kUnsupported, "cannot follow a redirect to \"" +
                                                   std::string(location.substr(0, 200)) + "\"");
  }
  Hop hop;
  hop.method = std::string(request.method());
  const bool repeats = status == 307 || status == 308;
  if (!repeats && hop.method != "GET" && hop.method != "HEAD") {
    hop.method = "GET";
    hop.drops_body = true;
  }
  http::Origin origin = next->origin(request.origin->verify_tls, request.origin->certificate);
  // A server that HTTP/2 was offered to has not said that one without TLS speaks it.
  origin.http2 = request.origin->http2 && (origin.tls || !request.origin->tls);
  hop.other_origin = !(origin == *request.origin);

  request.own_head = nextHead(request.head, hop, *request.url, *next);
  if (hop.drops_body) {
    request.own_body.clear();
    request.chunk = {};
    request.dropFiles();
  } else if (request.files.empty() && request.body.data() != request.own_body.data()) {
    request.own_body = request.body;
  }
  request.own_step_cookies = hop.other_origin ? std::string() : std::string(request.step_cookies);
  request.own_url = std::move(*next);
  request.own_origin = origin;
  request.useOwn();
  return {};
}

void dropReplacedCookies(const http::Response& response, RenderedRequest& request) {
  if (request.step_cookies.empty()) return;
  std::string replaced;
  for (const http::HeaderField& field : response.headers) {
    std::string_view name;
    std::string_view value;
    if (equalsIgnoreCase(field.name, "Set-Cookie") &&
        http::CookieJar::parseNameValue(field.value, name, value)) {
      replaced.append(name).append("=; ");
    }
  }
  std::string kept;
  appendOtherCookies(kept, request.step_cookies, replaced);
  request.own_step_cookies = std::move(kept);
  request.step_cookies = request.own_step_cookies;
}

}  // namespace hrp::engine
