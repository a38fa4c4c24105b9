#include "control/site_guard.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "hrp/base/machine/machine_facts.hpp"

namespace hrp::control {
namespace {

// What only a browser asks for.
constexpr std::array<std::string_view, 3> kShownTypes{"text/html", "text/css", "image/"};
constexpr std::string_view kPostInstead =
    "a browser's GET may come from an image of any page; use POST, or curl";

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower;
}

std::string plainName(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return lowered(name);
}

// "[::1]:80" → "::1", "host:80" → "host".
std::string_view withoutPort(std::string_view host) {
  if (host.starts_with('[')) {
    const std::size_t end = host.find(']');
    return end == std::string_view::npos ? std::string_view() : host.substr(1, end - 1);
  }
  return host.substr(0, host.find(':'));
}

bool isAddress(const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  const std::string without_zone = text.substr(0, text.find('%'));
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 ||
         ::inet_pton(AF_INET6, without_zone.c_str(), bytes.data()) == 1;
}

// "http://host:1/path" → "host:1"; empty for what is no such URL ("null" among it).
std::string_view authorityOf(std::string_view url) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!lowered(url.substr(0, scheme.size())).starts_with(scheme)) continue;
    url.remove_prefix(scheme.size());
    return url.substr(0, url.find_first_of("/?#"));
  }
  return {};
}

bool isOfBrowser(const RequestSite& site) {
  if (lowered(site.user_agent).starts_with("mozilla/")) return true;
  const std::string accept = lowered(site.accept);
  return std::any_of(kShownTypes.begin(), kShownTypes.end(),
                     [&](std::string_view type) { return accept.find(type) != std::string::npos; });
}

}  // namespace

SiteGuard::SiteGuard(const std::vector<std::string>& names) {
  for (const std::string& name : names) names_.push_back(plainName(name));
}

bool SiteGuard::isOurs(std::string_view host) const {
  const std::string name = plainName(withoutPort(host));
  if (name == "localhost" || name.ends_with(".localhost") || isAddress(name)) return true;
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::optional<std::string> SiteGuard::refusal(const RequestSite& site) const {
  // Only HTTP/1.0 goes without a Host, and no browser does.
  if (!site.host.empty() && !isOurs(site.host)) {
    return "'" + site.host +
           "' is not known to be this master; use its address, or start it with " + "--api-host " +
           std::string(withoutPort(site.host));
  }
  const std::string host = lowered(site.host);
  const bool is_foreign =
      (!site.fetch_site.empty() && site.fetch_site != "same-origin" && site.fetch_site != "none") ||
      (!site.origin.empty() && lowered(authorityOf(site.origin)) != host) ||
      (!site.referer.empty() && lowered(authorityOf(site.referer)) != host);
  if (is_foreign) return "not from a page of another site";
  const bool says_where = !site.fetch_site.empty() || !site.origin.empty() || !site.referer.empty();
  if (!says_where && site.method == "GET" && isOfBrowser(site)) return std::string(kPostInstead);
  return std::nullopt;
}

std::vector<std::string> machineNames() {
  const std::string name = base::hostName();
  if (name.empty()) return {};
  const std::string first = name.substr(0, name.find('.'));
  return {name, first, first + ".local"};
}

}  // namespace hrp::control
