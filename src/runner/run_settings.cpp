#include "hrp/runner/run_settings.hpp"

namespace hrp::runner {

void applyTo(engine::EngineSettings& settings, const RunProfile& profile) {
  settings.disable_keepalive = profile.disable_keepalive;
  settings.disable_compression = profile.disable_compression;
  settings.disable_tls_resumption = profile.disable_tls_resumption;
  settings.strict_http = profile.strict_http;
  settings.proxy_url = profile.proxy_url;
  settings.resolve = profile.resolve;
  settings.dns_server = profile.dns_server;
  if (!profile.ca_certificates.empty()) settings.ca_certificates = profile.ca_certificates;
}

}  // namespace hrp::runner
