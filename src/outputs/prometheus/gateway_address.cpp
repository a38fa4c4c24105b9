#include "hrp/outputs/gateway_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace hrp::outputs {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kDefaultPort = "9091";  // that of the Pushgateway itself
constexpr std::size_t kMaxLength = 2'048;

base::Result<std::string> bad(std::string_view text, const std::string& why) {
  // What cannot be read may hold its password anywhere before the last @.
  const std::size_t at = text.rfind('@');
  const std::string shown(at == std::string_view::npos ? text : text.substr(at + 1));
  return fail(ErrorCode::kInvalidArgument, "prometheus gateway \"" + shown + "\": " + why,
              "write :PORT, host:port, [ipv6]:port or a URL such as http://host:9091/path");
}

bool isIpv6(std::string_view text) {
  in6_addr address{};
  return ::inet_pton(AF_INET6, std::string(text).c_str(), &address) == 1;
}

bool isHostName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return is_letter || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

bool isPort(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool is_number = error == std::errc() && end == text.data() + text.size();
  return is_number && port >= 1 && port <= 65'535;
}

struct HostPort {
  std::string host;                 // as it stands in a URL: IPv6 in brackets
  std::optional<std::string> port;  // may be empty text: "host:"
};

std::optional<std::string> hostOf(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
    if (!isIpv6(text)) return std::nullopt;
  }
  if (isIpv6(text)) return "[" + std::string(text) + "]";
  if (isHostName(text)) return std::string(text);
  return std::nullopt;
}

std::optional<HostPort> split(std::string_view text, std::string_view default_host) {
  if (!text.empty() && text.front() == '[') {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || !isIpv6(text.substr(1, close - 1))) return std::nullopt;
    HostPort parts{std::string(text.substr(0, close + 1)), std::nullopt};
    const std::string_view rest = text.substr(close + 1);
    if (rest.empty()) return parts;
    if (rest.front() != ':') return std::nullopt;
    parts.port = std::string(rest.substr(1));
    return parts;
  }
  const std::size_t colon = isIpv6(text) ? std::string_view::npos : text.find(':');
  const std::string_view name = text.substr(0, colon);
  const auto host = hostOf(name.empty() ? default_host : name);
  if (!host) return std::nullopt;
  if (colon == std::string_view::npos) return HostPort{*host, std::nullopt};
  return HostPort{*host, std::string(text.substr(colon + 1))};
}

// What may follow the authority, and what the user part may hold.
bool isUrlText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7F && std::string_view("?#\"<>\\^`{|}").find(c) == std::string::npos;
  });
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return lower;
}

}  // namespace

base::Result<std::string> parseGatewayAddress(std::string_view text,
                                              std::string_view default_host) {
  if (text.empty()) return bad(text, "it is empty");
  if (text.size() > kMaxLength) return bad(text.substr(0, 64), "it is too long");
  std::string_view rest = text;
  std::string scheme = "http";
  const std::size_t scheme_end = text.find("://");
  const bool is_url = scheme_end != std::string_view::npos;
  if (is_url) {
    scheme = lowered(text.substr(0, scheme_end));
    if (scheme != "http" && scheme != "https") return bad(text, "the scheme is not http or https");
    rest.remove_prefix(scheme_end + 3);
  }
  if (const std::size_t mark = rest.find_first_of("?#"); mark != std::string_view::npos) {
    return bad(text, rest[mark] == '?' ? "it has a query, and metrics are pushed to a path below it"
                                       : "it has a fragment, which no server is told");
  }
  std::string_view authority = rest.substr(0, rest.find('/'));
  std::string_view path = rest.substr(authority.size());
  const std::size_t at = authority.rfind('@');
  const std::string_view user =
      at == std::string_view::npos ? std::string_view() : authority.substr(0, at + 1);
  authority.remove_prefix(user.size());
  if (!isUrlText(user) || !isUrlText(path)) {
    return bad(text, "it holds a character that is not allowed in it");
  }
  if (authority.empty()) return bad(text, "the host is missing");
  const auto parts = split(authority, is_url ? std::string_view() : default_host);
  if (!parts) return bad(text, "the host is not a name or an address");
  if (parts->port && !isPort(*parts->port)) return bad(text, "the port is not 1 to 65535");
  std::string url = scheme + "://" + std::string(user) + parts->host;
  if (parts->port) {
    url += ":" + *parts->port;
  } else if (!is_url) {
    url += ":" + std::string(kDefaultPort);
  }
  while (!path.empty() && path.back() == '/') path.remove_suffix(1);
  return url + std::string(path);
}

std::string withoutCredentials(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  const std::size_t start = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const std::size_t end = std::min(url.find('/', start), url.size());
  const std::size_t at = url.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < start) return std::string(url);
  return std::string(url.substr(0, start)) + std::string(url.substr(at + 1));
}

}  // namespace hrp::outputs
