#include "hrp/http/proxy.hpp"

#include <algorithm>
#include <utility>

#include "hrp/base/machine/environment.hpp"
#include "hrp/http/ascii.hpp"
#include "hrp/http/credentials.hpp"
#include "hrp/http/url.hpp"
#include "hrp/net/address.hpp"

namespace hrp::http {
namespace {

using base::ErrorCode;

constexpr std::size_t kMaxEntries = 1000;

struct Setting {
  std::string name;
  std::string value;
};

// The first of the variable's two spellings that is set to something.
Setting environmentSetting(const std::string& name) {
  std::string small(name);
  std::transform(small.begin(), small.end(), small.begin(), lower);
  for (const std::string& spelling : {name, small}) {
    auto value = base::environmentVariable(spelling);
    if (value && !value->empty()) return {spelling, std::move(*value)};
  }
  return {};
}

base::Result<> readProxy(const std::string& name, std::optional<Proxy>& proxy) {
  Setting setting = environmentSetting(name);
  if (setting.value.empty()) setting = environmentSetting("ALL_PROXY");
  if (setting.value.empty()) return {};
  auto parsed = parseProxyUrl(setting.value);
  if (!parsed) return base::fail(parsed.error().within(setting.name));
  proxy = std::move(*parsed);
  return {};
}

bool isLoopback(std::string_view host) {
  if (equalsIgnoreCase(host, "localhost") || host == "::1") return true;
  return host.starts_with("127.") && net::Address::fromLiteral(host).has_value();
}

// "[::1]:80", "host:80", "::1" → host and port.
void splitPort(std::string_view item, std::string_view& host, std::uint16_t& port) {
  host = item;
  std::string_view digits;
  if (item.starts_with('[')) {
    const std::size_t close = std::min(item.find(']'), item.size());
    host = item.substr(1, close - 1);
    if (close + 1 < item.size() && item[close + 1] == ':') digits = item.substr(close + 2);
  } else if (const std::size_t colon = item.find(':');
             colon != std::string_view::npos && item.rfind(':') == colon) {
    host = item.substr(0, colon);
    digits = item.substr(colon + 1);
  }
  std::uint64_t number = 0;
  if (parseDecimal(digits, number) && number <= 65535) port = static_cast<std::uint16_t>(number);
}

}  // namespace

base::Result<Proxy> parseProxyUrl(std::string_view text) {
  const bool has_scheme = text.find("://") != std::string_view::npos;
  const std::string_view scheme = has_scheme ? text.substr(0, text.find("://")) : "http";
  // The text may hold a password, so no message shows all of it.
  if (!equalsIgnoreCase(scheme, "http")) {
    return base::fail(ErrorCode::kUnsupported,
                      "proxy: \"" + std::string(scheme.substr(0, 20)) + "://\" is not supported",
                      "use an HTTP proxy: http://[user:password@]host:port");
  }
  auto url = Url::parse(has_scheme ? std::string(text) : "http://" + std::string(text));
  if (!url || !url->hasHost() || url->has_query || (!url->path.empty() && url->path != "/")) {
    return base::fail(ErrorCode::kInvalidArgument, "proxy: not a proxy's URL",
                      "write http://[user:password@]host:port");
  }
  Proxy proxy;
  proxy.host = url->host;
  proxy.port = url->port == 0 ? std::uint16_t{80} : url->port;
  proxy.ipv6 = url->ipv6;
  if (!url->userinfo.empty()) proxy.authorization = basicCredentials(url->userinfo);
  return proxy;
}

BypassList BypassList::parse(std::string_view text) {
  BypassList list;
  while (!text.empty() && list.entries_.size() < kMaxEntries) {
    const std::size_t end = std::min(text.find_first_of(", \t"), text.size());
    const std::string_view item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    Entry entry;
    std::string_view host;
    splitPort(item, host, entry.port);
    if (host.starts_with("*.")) host.remove_prefix(1);
    if (host.starts_with('.')) host.remove_prefix(1);
    if (host.empty()) continue;
    entry.host = host;
    std::transform(entry.host.begin(), entry.host.end(), entry.host.begin(), lower);
    list.entries_.push_back(std::move(entry));
  }
  return list;
}

bool BypassList::contains(const Origin& origin) const {
  const std::string_view host = origin.host;
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    if (entry.port != 0 && entry.port != origin.port) return false;
    if (entry.host == "*") return true;
    if (host.size() == entry.host.size()) return equalsIgnoreCase(host, entry.host);
    if (host.size() < entry.host.size()) return false;
    const std::size_t before = host.size() - entry.host.size() - 1;
    return host[before] == '.' && equalsIgnoreCase(host.substr(before + 1), entry.host);
  });
}

base::Result<ProxyRules> ProxyRules::create(const Options& options) {
  ProxyRules rules;
  if (options.url.empty()) {
    if (auto read = rules.readEnvironment(); !read) return base::fail(std::move(read.error()));
    return rules;
  }
  auto proxy = parseProxyUrl(options.url);
  if (!proxy) return base::fail(std::move(proxy.error()));
  rules.http_ = rules.https_ = std::move(*proxy);
  rules.bypass_ = BypassList::parse(options.bypass);
  return rules;
}

base::Result<> ProxyRules::readEnvironment() {
  if (auto read = readProxy("HTTP_PROXY", http_); !read) return read;
  if (auto read = readProxy("HTTPS_PROXY", https_); !read) return read;
  bypass_ = BypassList::parse(environmentSetting("NO_PROXY").value);
  loopback_direct_ = true;
  return {};
}

const Proxy* ProxyRules::proxyFor(const Origin& origin) const {
  const std::optional<Proxy>& proxy = origin.tls ? https_ : http_;
  if (!proxy || bypass_.contains(origin)) return nullptr;
  if (loopback_direct_ && isLoopback(origin.host)) return nullptr;
  return &*proxy;
}

}  // namespace hrp::http
