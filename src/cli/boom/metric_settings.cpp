#include "cli/boom/metric_settings.hpp"

#include <utility>

#include "hrp/outputs/gateway_address.hpp"

namespace hrp::cli {

using base::fail;

base::Result<outputs::PrometheusSettings> prometheusSettingsOf(const runner::RunProfile& profile,
                                                               const std::string& default_host) {
  outputs::PrometheusSettings settings;
  if (!profile.prometheus_gateway.empty()) {
    auto url = outputs::parseGatewayAddress(profile.prometheus_gateway, default_host);
    if (!url) return fail(url.error().within("prometheus-gateway"));
    settings.gateway = std::move(*url);
  }
  const auto linger = outputs::parseLinger(profile.prometheus_linger);
  if (!linger) return fail(linger.error().within("prometheus-linger"));
  auto borders = outputs::parseBuckets(profile.prometheus_buckets);
  if (!borders) return fail(borders.error().within("prometheus-buckets"));
  settings.linger = *linger;
  settings.borders = std::move(*borders);
  settings.ca_certificates = profile.ca_certificates;
  return settings;
}

base::Result<> checkMetrics(const runner::RunProfile& profile) {
  // Workers put the master's host before ":PORT"; any host does for the check.
  const auto settings = prometheusSettingsOf(profile, "master");
  return settings ? base::Result<>{} : base::Result<>(fail(settings.error()));
}

}  // namespace hrp::cli
