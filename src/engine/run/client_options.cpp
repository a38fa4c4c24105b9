#include "engine/run/client_options.hpp"

#include <algorithm>
#include <utility>

namespace hrp::engine {

base::Result<http::ClientContext::Options> clientOptionsOf(const EngineSettings& settings,
                                                           std::size_t thread) {
  http::ClientContext::Options options;
  options.ca_certificates = settings.ca_certificates;
  options.tls_resumption = !settings.disable_tls_resumption;
  if (settings.strict_http) options.validation = http::ValidationPolicy::strict();
  options.proxy.url = settings.proxy_url;
  options.sources = settings.source_ips;
  options.thread = static_cast<std::uint32_t>(thread);
  options.threads = static_cast<std::uint32_t>(std::max(1, settings.threads));
  for (const std::string& text : settings.resolve) {
    auto pin = net::parsePinnedName(text);
    if (!pin) return base::fail(pin.error().within("resolve"));
    options.pins.push_back(std::move(*pin));
  }
  if (settings.dns_server.empty()) return options;
  auto server = net::parseDnsServer(settings.dns_server);
  if (!server) return base::fail(server.error().within("dns-server"));
  options.dns_server = *server;
  return options;
}

}  // namespace hrp::engine
