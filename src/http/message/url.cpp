#include "hrp/http/url.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "hrp/http/ascii.hpp"
#include "hrp/net/address.hpp"
#include "hrp/net/host_name.hpp"

namespace hrp::http {
namespace {

constexpr std::size_t kMaxUrlBytes = 64 << 10;

base::Result<Url> bad(std::string_view text, std::string_view why, std::string hint = {}) {
  std::string shown(text.substr(0, 200));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return base::fail(base::ErrorCode::kInvalidArgument,
                    "bad URL \"" + shown + "\": " + std::string(why), std::move(hint));
}

bool isUnreserved(char c) {
  return isAlpha(c) || isDigit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

// What may stand in a path unescaped (RFC 3986 pchar and "/"), with "%", because escapes stay as
// written, and with "[" "]", which servers take and Go sends.
bool isPathChar(char c) {
  return isUnreserved(c) || std::string_view("!$&'()*+,;=:@/%[]").find(c) != std::string_view::npos;
}

bool isQueryChar(char c) {
  return c > ' ' && c < 0x7f;
}

void appendPercent(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += kHex[byte >> 4];
  out += kHex[byte & 15];
}

std::string escaped(std::string_view text, bool (*allowed)(char)) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (allowed(c)) {
      out += c;
    } else {
      appendPercent(out, c);
    }
  }
  return out;
}

// The length of "scheme" when `text` starts with "scheme:"; otherwise 0.
std::size_t schemeLength(std::string_view text) {
  if (text.empty() || !isAlpha(text[0])) return 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':') return i;
    if (!isAlpha(c) && !isDigit(c) && c != '+' && c != '-' && c != '.') return 0;
  }
  return 0;
}

bool isTlsScheme(std::string_view scheme) {
  return scheme == "https" || scheme == "wss";
}
bool isKnownScheme(std::string_view scheme) {
  return scheme == "http" || scheme == "ws" || isTlsScheme(scheme);
}

// What stands between brackets: an IPv6 address, and perhaps a zone behind "%25" (RFC 6874). The
// zone is kept as "%zone"; whether the machine has it is known when it connects. The text of a
// complaint otherwise.
std::string_view parseIpv6(std::string_view text, Url& url) {
  const std::size_t percent = text.find('%');
  const std::string_view address = text.substr(0, percent);
  const auto wrong = [](char c) { return hexDigit(c) < 0 && c != ':' && c != '.'; };
  const auto literal = net::Address::fromLiteral(address);
  if (std::any_of(address.begin(), address.end(), wrong) || !literal ||
      literal->family() != AF_INET6) {
    return "malformed IPv6 address";
  }
  url.ipv6 = true;
  url.host = address;
  std::transform(url.host.begin(), url.host.end(), url.host.begin(), lower);
  if (percent == std::string_view::npos) return {};
  std::string_view zone = text.substr(percent);
  if (!zone.starts_with("%25")) return "the zone of an IPv6 address stands behind %25";
  zone.remove_prefix(3);
  if (zone.empty() || !std::all_of(zone.begin(), zone.end(), isUnreserved)) {
    return "malformed zone of an IPv6 address";
  }
  url.host += '%';
  url.host += zone;
  return {};
}

std::string_view withoutZone(std::string_view ipv6_host) {
  return ipv6_host.substr(0, ipv6_host.find('%'));
}

// Fills user, host and port; the text of a complaint otherwise.
std::string parseAuthority(std::string_view authority, Url& url) {
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    url.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return "missing ']' after an IPv6 address";
    const std::string_view complaint = parseIpv6(authority.substr(1, close - 1), url);
    if (!complaint.empty()) return std::string(complaint);
    port = authority.substr(close + 1);
    if (!port.empty() && port[0] != ':') return "unexpected text after ']'";
  } else {
    const std::size_t colon = authority.find(':');
    if (colon != std::string_view::npos) port = authority.substr(colon);
    auto host = net::asciiHost(authority.substr(0, colon));
    if (!host) return host.error().message;
    url.host = std::move(*host);
  }
  if (port.size() <= 1) return {};
  std::uint64_t number = 0;
  if (!parseDecimal(port.substr(1), number) || number == 0 || number > 65535) {
    return "the port is not a number from 1 to 65535";
  }
  url.port = static_cast<std::uint16_t>(number);
  return {};
}

// RFC 3986 5.2.4. With `merge`, empty segments go too.
std::string removeDotSegments(std::string_view path, bool merge) {
  const bool rooted = path.starts_with('/');
  std::vector<std::string_view> kept;
  bool directory = false;
  for (std::size_t at = rooted ? 1 : 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('/', at), path.size());
    const std::string_view segment = path.substr(at, end - at);
    const bool last = end == path.size();
    directory = false;
    if (segment == ".." || segment == ".") {
      if (segment == ".." && !kept.empty()) kept.pop_back();
      directory = true;
    } else if (segment.empty() && (merge || last)) {
      directory = true;
    } else {
      kept.push_back(segment);
    }
    at = end + 1;
  }
  std::string out = rooted ? "/" : "";
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i > 0) out += '/';
    out += kept[i];
  }
  if (directory && !out.ends_with('/') && !out.empty()) out += '/';
  return out;
}

// A query, path or fragment delimiter ends the authority.
void parsePathAndQuery(std::string_view text, Url& url) {
  text = text.substr(0, text.find('#'));
  const std::size_t mark = text.find('?');
  url.path = escaped(text.substr(0, mark), isPathChar);
  if (mark == std::string_view::npos) return;
  url.has_query = true;
  url.query = escaped(text.substr(mark + 1), isQueryChar);
}

}  // namespace

base::Result<Url> Url::parse(std::string_view text) {
  if (text.size() > kMaxUrlBytes) return bad(text, "longer than 64 KiB");
  const auto control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; };
  if (std::any_of(text.begin(), text.end(), control))
    return bad(text, "it holds a control character");
  Url url;
  std::string_view rest = text;
  if (const std::size_t length = schemeLength(text); length > 0) {
    url.scheme = text.substr(0, length);
    std::transform(url.scheme.begin(), url.scheme.end(), url.scheme.begin(), lower);
    if (!isKnownScheme(url.scheme)) {
      return bad(text, "unsupported scheme \"" + url.scheme + "\"",
                 "write http:// or https:// before the host");
    }
    rest.remove_prefix(length + 1);
    if (!rest.starts_with("//")) return bad(text, "the host is missing");
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string complaint = parseAuthority(rest.substr(0, end), url);
    if (!complaint.empty()) return bad(text, complaint);
    rest.remove_prefix(end);
  }
  parsePathAndQuery(rest, url);
  return url;
}

Origin Url::origin(bool verify_tls, const base::ClientCertificate* certificate) const {
  const bool tls = isTlsScheme(scheme);
  const auto standard = static_cast<std::uint16_t>(tls ? 443 : 80);
  return {.tls = tls,
          .verify_tls = verify_tls,
          .host = host,
          .port = port != 0 ? port : standard,
          .certificate = certificate};
}

std::string Url::hostHeader() const {
  std::string out = ipv6 ? "[" + std::string(withoutZone(host)) + "]" : host;
  const bool standard = port == 0 || port == (isTlsScheme(scheme) ? 443 : 80);
  if (!standard) out += ":" + std::to_string(port);
  return out;
}

std::string Url::target() const {
  std::string out = path.starts_with('/') ? path : "/" + path;
  if (has_query) out += "?" + query;
  return out;
}

std::string Url::text() const {
  std::string out;
  if (!scheme.empty()) out += scheme + ":";
  if (hasHost()) {
    out += "//";
    if (!userinfo.empty()) out += userinfo + "@";
    if (ipv6) {
      const std::string_view address = withoutZone(host);
      out.append("[").append(address);
      if (address.size() < host.size()) out.append("%25").append(host, address.size() + 1);
      out += ']';
    } else {
      out += host;
    }
    if (port != 0) out += ":" + std::to_string(port);
  }
  out += path;
  if (has_query) out += "?" + query;
  return out;
}

base::Result<Url> Url::resolve(std::string_view reference) const {
  auto parsed = parse(reference);
  if (!parsed) return parsed;
  Url target = std::move(*parsed);
  if (target.hasHost()) {
    if (target.scheme.empty()) target.scheme = scheme;
    target.path = removeDotSegments(target.path, false);
    return target;
  }
  const bool same_document = target.path.empty();
  if (same_document) {
    target.path = path;
    if (!target.has_query) {
      target.query = query;
      target.has_query = has_query;
    }
  } else {
    if (!target.path.starts_with('/')) {
      const std::size_t slash = path.rfind('/');
      const std::string directory = slash == std::string::npos ? "/" : path.substr(0, slash + 1);
      target.path = directory + target.path;
    }
    target.path = removeDotSegments(target.path, false);
  }
  target.scheme = scheme;
  target.userinfo = userinfo;
  target.host = host;
  target.ipv6 = ipv6;
  target.port = port;
  return target;
}

base::Result<Url> joinBaseUrl(std::string_view base_url, std::string_view url) {
  auto parsed = Url::parse(url);
  if (!parsed) return parsed;
  if (parsed->hasHost() && !parsed->scheme.empty()) return parsed;
  if (base_url.empty()) {
    return bad(url, "it has no host and there is no base_url",
               "set config.base_url or write the full URL");
  }
  auto base = Url::parse(base_url);
  if (!base) return base::fail(base.error().within("base_url"));
  if (!base->hasHost() || base->scheme.empty()) {
    return bad(base_url, "a base_url needs a scheme and a host");
  }
  if (parsed->hasHost()) {
    parsed->scheme = base->scheme;
    return parsed;
  }
  Url joined = std::move(*base);
  joined.query = std::move(parsed->query);
  joined.has_query = parsed->has_query;
  if (parsed->path.empty()) return joined;
  joined.path = removeDotSegments("/" + joined.path + "/" + parsed->path, true);
  return joined;
}

void appendFormEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (isUnreserved(c)) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      appendPercent(out, c);
    }
  }
}

void formEscapeFrom(std::string& text, std::size_t from) {
  if (std::all_of(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), isUnreserved)) {
    return;
  }
  const std::string plain = text.substr(from);
  text.resize(from);
  appendFormEscaped(text, plain);
}

}  // namespace hrp::http
