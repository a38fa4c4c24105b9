#include "import/curl/cookie_file.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "import/request_writer.hpp"

namespace hrp::import {
namespace {

struct FileCookie {
  std::string_view domain;  // empty: every host
  std::string_view path;
  std::string_view pair_name;
  std::string_view value;
  bool subdomains = false;
  bool secure = false;
  std::int64_t ends_s = 0;  // 0: with the session
};

std::string_view nextField(std::string_view& line) {
  const std::size_t tab = std::min(line.find('\t'), line.size());
  const std::string_view field = line.substr(0, tab);
  line.remove_prefix(std::min(tab + 1, line.size()));
  return field;
}

// domain, subdomains, path, secure, expires, name, value; separated by tabs.
std::optional<FileCookie> netscapeCookie(std::string_view line) {
  constexpr std::string_view kHttpOnly = "#HttpOnly_";
  if (line.starts_with(kHttpOnly)) line.remove_prefix(kHttpOnly.size());
  if (line.starts_with('#') || std::count(line.begin(), line.end(), '\t') < 5) return std::nullopt;
  FileCookie cookie;
  cookie.domain = nextField(line);
  if (cookie.domain.starts_with('.')) cookie.domain.remove_prefix(1);
  cookie.subdomains = sameName(nextField(line), "TRUE");
  cookie.path = nextField(line);
  cookie.secure = sameName(nextField(line), "TRUE");
  const std::string_view ends = nextField(line);
  std::from_chars(ends.data(), ends.data() + ends.size(), cookie.ends_s);
  cookie.pair_name = nextField(line);
  cookie.value = line;
  return cookie;
}

std::optional<FileCookie> headerCookie(std::string_view line) {
  constexpr std::string_view kName = "Set-Cookie:";
  if (!sameName(line.substr(0, kName.size()), kName)) return std::nullopt;
  line.remove_prefix(kName.size());
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  line = line.substr(0, line.find(';'));
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  FileCookie cookie;
  cookie.pair_name = line.substr(0, equals);
  cookie.value = line.substr(equals + 1);
  return cookie;
}

struct Target {
  std::string_view host;
  std::string_view path;
  bool secure = false;
};

Target targetOf(std::string_view url) {
  Target target;
  const std::size_t scheme = url.find("://");
  target.secure = sameName(url.substr(0, scheme), "https");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::size_t path = std::min(url.find_first_of("/?"), url.size());
  std::string_view host = url.substr(0, path);
  host.remove_prefix(host.rfind('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
  target.host = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.find(':'));
  target.path = url.substr(path, std::min(url.find('?'), url.size()) - path);
  if (target.path.empty()) target.path = "/";
  return target;
}

bool goesTo(const FileCookie& cookie, const Target& target) {
  const std::string_view domain = cookie.domain;
  const bool same = domain.empty() || sameName(domain, target.host);
  const bool below = cookie.subdomains && target.host.size() > domain.size() &&
                     sameName(target.host.substr(target.host.size() - domain.size()), domain) &&
                     target.host[target.host.size() - domain.size() - 1] == '.';
  if (!same && !below) return false;
  if (cookie.secure && !target.secure && target.host != "localhost" && target.host != "127.0.0.1" &&
      target.host != "[::1]") {
    return false;
  }
  std::string_view path = cookie.path;
  if (path.ends_with('/')) path.remove_suffix(1);
  return target.path.starts_with(path) &&
         (target.path.size() == path.size() || target.path[path.size()] == '/');
}

}  // namespace

std::string cookiesOfFile(std::string_view content, std::string_view url, std::int64_t now_s) {
  const Target target = targetOf(url);
  std::vector<FileCookie> cookies;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    std::string_view line = content.substr(0, end);
    content.remove_prefix(std::min(end + 1, content.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    auto cookie = headerCookie(line);
    if (!cookie) cookie = netscapeCookie(line);
    if (!cookie || (cookie->ends_s != 0 && cookie->ends_s < now_s) || !goesTo(*cookie, target)) {
      continue;
    }
    cookies.push_back(*cookie);
  }
  // curl's order: the longest path, then domain, then name first.
  std::stable_sort(cookies.begin(), cookies.end(), [](const FileCookie& a, const FileCookie& b) {
    const auto key = [](const FileCookie& cookie) {
      return std::make_tuple(cookie.path.size(), cookie.domain.size(), cookie.pair_name.size());
    };
    return key(a) > key(b);
  });
  std::string out;
  for (const FileCookie& cookie : cookies) {
    if (!out.empty()) out += "; ";
    out.append(cookie.pair_name).append("=").append(cookie.value);
  }
  return out;
}

}  // namespace hrp::import
