#include "hrp/http/cookie_jar.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "hrp/http/ascii.hpp"
#include "hrp/net/address.hpp"
#include "hrp/net/host_name.hpp"

namespace hrp::http {
namespace {

constexpr std::size_t kMaxCookieBytes = 4096;
constexpr std::size_t kMaxCookiesPerHost = 180;
constexpr std::size_t kMaxCookies = 1000;
constexpr std::size_t kMaxPathBytes = 1024;
constexpr std::int64_t kLongestAge = std::int64_t{400} * 24 * 3600;  // seconds, as browsers do

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

// RFC 6265 5.1.2: an international name as it is asked for. What is none matches no host.
std::string canonicalDomain(std::string_view domain) {
  const bool ascii =
      std::all_of(domain.begin(), domain.end(), [](char c) { return (c & 0x80) == 0; });
  return ascii ? lowered(domain) : net::asciiHost(domain).value_or(lowered(domain));
}

std::string_view trimmed(std::string_view text) {
  return trimBlanks(text);
}

bool isAddress(std::string_view host) {
  return net::Address::fromLiteral(host).has_value();
}

// RFC 6265 5.1.3, for a lower-case domain.
bool domainMatches(std::string_view host, std::string_view domain) {
  if (equalsIgnoreCase(host, domain)) return true;
  if (host.size() <= domain.size() || isAddress(host)) return false;
  const std::string_view tail = host.substr(host.size() - domain.size());
  return equalsIgnoreCase(tail, domain) && host[host.size() - domain.size() - 1] == '.';
}

// RFC 6265 5.1.4.
bool pathMatches(std::string_view path, std::string_view cookie_path) {
  if (!path.starts_with(cookie_path)) return false;
  return path.size() == cookie_path.size() || cookie_path.ends_with('/') ||
         path[cookie_path.size()] == '/';
}

std::string_view defaultPath(std::string_view path) {
  if (!path.starts_with('/')) return "/";
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The pieces of a cookie date as they are found (RFC 6265 5.1.1).
struct DateParts {
  std::optional<std::array<int, 3>> time;
  int day = 0;
  int month = 0;
  int year = -1;
};

// Up to `most` leading digits; the count of them, 0 when there are fewer than `least` or more.
std::size_t leadingNumber(std::string_view text, std::size_t least, std::size_t most, int& value) {
  std::size_t count = 0;
  int number = 0;
  while (count < text.size() && isDigit(text[count])) {
    if (count == most) return 0;
    number = number * 10 + (text[count] - '0');
    ++count;
  }
  if (count < least) return 0;
  value = number;
  return count;
}

std::optional<std::array<int, 3>> parseTime(std::string_view token) {
  std::array<int, 3> time{};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t count = leadingNumber(token, 1, 2, time[i]);
    if (count == 0) return std::nullopt;
    token.remove_prefix(count);
    if (i == 2) break;
    if (!token.starts_with(':')) return std::nullopt;
    token.remove_prefix(1);
  }
  return time;
}

int parseMonth(std::string_view token) {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (token.size() < 3) return 0;
  for (std::size_t i = 0; i < 12; ++i) {
    if (equalsIgnoreCase(token.substr(0, 3), kMonths.substr(i * 3, 3))) {
      return static_cast<int>(i) + 1;
    }
  }
  return 0;
}

void takeDateToken(std::string_view token, DateParts& parts) {
  int number = 0;
  if (!parts.time) {
    if (auto time = parseTime(token)) {
      parts.time = time;
      return;
    }
  }
  if (parts.day == 0 && leadingNumber(token, 1, 2, number) > 0) {
    parts.day = number == 0 ? 32 : number;  // 0 is a day that no month has
    return;
  }
  if (parts.month == 0) {
    if (const int month = parseMonth(token); month > 0) {
      parts.month = month;
      return;
    }
  }
  if (parts.year < 0 && leadingNumber(token, 2, 4, number) > 0) {
    if (number < 70) number += 2000;
    if (number < 100) number += 1900;
    parts.year = number;
  }
}

std::optional<base::WallTime> parseCookieDate(std::string_view text) {
  DateParts parts;
  const auto delimiter = [](char c) { return !isDigit(c) && !isAlpha(c) && c != ':'; };
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !delimiter(text[end])) ++end;
    if (end > at) takeDateToken(text.substr(at, end - at), parts);
    at = end + 1;
  }
  if (!parts.time || parts.month == 0 || parts.year < 1601) return std::nullopt;
  const auto& [hour, minute, second] = *parts.time;
  const std::chrono::year_month_day date{std::chrono::year(parts.year),
                                         std::chrono::month(static_cast<unsigned>(parts.month)),
                                         std::chrono::day(static_cast<unsigned>(parts.day))};
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return base::WallTime(std::chrono::sys_days(date) + std::chrono::hours(hour) +
                        std::chrono::minutes(minute) + std::chrono::seconds(second));
}

// Max-Age in seconds; empty when it is not a number (the attribute is then ignored).
std::optional<std::int64_t> parseMaxAge(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || !std::all_of(text.begin(), text.end(), isDigit)) return std::nullopt;
  std::uint64_t seconds = 0;
  if (!parseDecimal(text, seconds)) seconds = UINT64_MAX;
  if (negative || seconds == 0) return 0;
  return static_cast<std::int64_t>(std::min<std::uint64_t>(seconds, kLongestAge));
}

struct Attributes {
  std::string domain;
  std::string path;
  bool secure = false;
  std::optional<base::WallTime> expires;
  std::optional<std::int64_t> max_age;
};

void takeAttribute(std::string_view item, Attributes& attributes) {
  const std::size_t equals = item.find('=');
  const std::string_view name = trimmed(item.substr(0, equals));
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : trimmed(item.substr(equals + 1));
  if (equalsIgnoreCase(name, "expires")) {
    if (const auto at = parseCookieDate(value)) attributes.expires = at;
  } else if (equalsIgnoreCase(name, "max-age")) {
    if (const auto age = parseMaxAge(value)) attributes.max_age = age;
  } else if (equalsIgnoreCase(name, "domain") && !value.empty()) {
    attributes.domain = canonicalDomain(value.substr(value.starts_with('.') ? 1 : 0));
  } else if (equalsIgnoreCase(name, "path")) {
    attributes.path = value.starts_with('/') ? value : std::string_view();
  } else if (equalsIgnoreCase(name, "secure")) {
    attributes.secure = true;
  }
}

Attributes parseAttributes(std::string_view set_cookie) {
  Attributes attributes;
  std::size_t at = set_cookie.find(';');
  while (at != std::string_view::npos) {
    const std::size_t end = set_cookie.find(';', at + 1);
    takeAttribute(set_cookie.substr(at + 1, end - at - 1), attributes);
    at = end;
  }
  return attributes;
}

// Fills domain and path; false when the cookie is not for this host.
bool placeCookie(Cookie& cookie, Attributes& attributes, std::string_view host,
                 std::string_view path) {
  cookie.host_only = attributes.domain.empty();
  if (cookie.host_only) {
    cookie.domain = lowered(host);
  } else {
    // A domain of one label ("com") would reach every site below it.
    const bool own = equalsIgnoreCase(attributes.domain, host);
    if (!own && attributes.domain.find('.') == std::string::npos) return false;
    if (!domainMatches(host, attributes.domain)) return false;
    cookie.host_only = own && isAddress(host);
    cookie.domain = std::move(attributes.domain);
  }
  cookie.path = attributes.path.empty() ? std::string(defaultPath(path)) : attributes.path;
  return cookie.path.size() <= kMaxPathBytes;
}

bool expired(const Cookie& cookie, base::WallTime now) {
  return cookie.expires && cookie.expires_at <= now;
}

bool matches(const Cookie& cookie, std::string_view host, std::string_view path, bool secure) {
  if (cookie.secure && !secure) return false;
  const bool domain =
      cookie.host_only ? equalsIgnoreCase(host, cookie.domain) : domainMatches(host, cookie.domain);
  return domain && pathMatches(path, cookie.path);
}

void makeRoom(std::vector<Cookie>& cookies, const std::string& domain, base::WallTime now) {
  const auto same = [&](const Cookie& at) { return at.domain == domain; };
  const auto of_host = std::count_if(cookies.begin(), cookies.end(), same);
  const bool host_full = static_cast<std::size_t>(of_host) >= kMaxCookiesPerHost;
  if (!host_full && cookies.size() < kMaxCookies) return;
  if (std::erase_if(cookies, [&](const Cookie& at) { return expired(at, now); }) > 0) return;
  cookies.erase(host_full ? std::find_if(cookies.begin(), cookies.end(), same) : cookies.begin());
}

}  // namespace

bool CookieJar::parseNameValue(std::string_view set_cookie, std::string_view& name,
                               std::string_view& value) {
  const std::string_view pair = set_cookie.substr(0, set_cookie.find(';'));
  const std::size_t equals = pair.find('=');
  if (equals == std::string_view::npos) return false;
  name = trimmed(pair.substr(0, equals));
  value = trimmed(pair.substr(equals + 1));
  return !name.empty();
}

void CookieJar::store(std::string_view set_cookie, std::string_view host, std::string_view path,
                      base::WallTime now) {
  std::string_view name;
  std::string_view value;
  if (!parseNameValue(set_cookie, name, value)) return;
  if (name.size() + value.size() > kMaxCookieBytes) return;
  Attributes attributes = parseAttributes(set_cookie);
  Cookie cookie;
  if (!placeCookie(cookie, attributes, host, path)) return;
  cookie.name = name;
  cookie.value = value;
  cookie.secure = attributes.secure;
  if (attributes.max_age) {
    cookie.expires = true;
    cookie.expires_at = now + std::chrono::seconds(*attributes.max_age);
  } else if (attributes.expires) {
    cookie.expires = true;
    cookie.expires_at = *attributes.expires;
  }
  if (cookies_ == nullptr) cookies_ = std::make_unique<std::vector<Cookie>>();
  const auto known = std::find_if(cookies_->begin(), cookies_->end(), [&](const Cookie& at) {
    return at.name == cookie.name && at.domain == cookie.domain && at.path == cookie.path;
  });
  if (expired(cookie, now)) {
    if (known != cookies_->end()) cookies_->erase(known);
    return;
  }
  if (known != cookies_->end()) {
    *known = std::move(cookie);  // keeps its place: an update does not make a cookie younger
    return;
  }
  makeRoom(*cookies_, cookie.domain, now);
  // Longer paths first, then older cookies: the order in which they are sent (RFC 6265 5.4).
  const auto place = std::find_if(cookies_->begin(), cookies_->end(), [&](const Cookie& at) {
    return at.path.size() < cookie.path.size();
  });
  cookies_->insert(place, std::move(cookie));
}

void CookieJar::appendTo(std::string& out, std::string_view host, std::string_view path,
                         bool secure, base::WallTime now) const {
  if (cookies_ == nullptr) return;
  path = path.substr(0, path.find('?'));
  if (path.empty()) path = "/";
  bool first = true;
  for (const Cookie& cookie : *cookies_) {
    if (expired(cookie, now) || !matches(cookie, host, path, secure)) continue;
    if (!first) out += "; ";
    first = false;
    out += cookie.name;
    out += '=';
    out += cookie.value;
  }
}

}  // namespace hrp::http
