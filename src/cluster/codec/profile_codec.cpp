#include "cluster/codec/profile_codec.hpp"

#include "cluster/codec/stage_codec.hpp"

namespace hrp::cluster {

using nlohmann::json;

json profileJson(const runner::RunProfile& profile) {
  return {{"spawn_count", countOf(profile.spawn_count)},
          {"spawn_rate", profile.spawn_rate},
          {"max_rps", countOf(profile.max_rps)},
          {"arrival_rate", profile.arrival_rate},
          {"loop_count", countOf(profile.loop_count)},
          {"run_time", microsOf(profile.run_time)},
          {"drain", microsOf(profile.drain)},
          {"stages", binaryOf(encodeStages(profile.stages))},
          {"stages_rps", binaryOf(encodeStages(profile.stages_rps))},
          {"memory_profile", profile.memory_profile},
          {"memory_profile_duration", microsOf(profile.memory_profile_duration)},
          {"cpu_profile", profile.cpu_profile},
          {"cpu_profile_duration", microsOf(profile.cpu_profile_duration)},
          {"prometheus_gateway", profile.prometheus_gateway},
          {"prometheus_linger", profile.prometheus_linger},
          {"prometheus_buckets", profile.prometheus_buckets},
          {"proxy_url", profile.proxy_url},
          {"ca_certificates", binaryOf(profile.ca_certificates)},
          {"resolve", profile.resolve},
          {"dns_server", profile.dns_server},
          {"disable_tls_resumption", profile.disable_tls_resumption},
          {"strict_http", profile.strict_http},
          {"disable_console_output", profile.disable_console_output},
          {"disable_compression", profile.disable_compression},
          {"disable_keepalive", profile.disable_keepalive}};
}

runner::RunProfile profileFrom(const Fields& data) {
  runner::RunProfile profile;
  profile.spawn_count = data.integer<std::int64_t>("spawn_count");
  profile.spawn_rate = data.number("spawn_rate");
  profile.max_rps = data.integer<std::int64_t>("max_rps");
  profile.arrival_rate = data.number("arrival_rate");
  profile.loop_count = data.integer<std::int64_t>("loop_count");
  profile.run_time = data.duration("run_time");
  profile.drain = data.duration("drain");
  profile.stages = data.stages("stages");
  profile.stages_rps = data.stages("stages_rps");
  profile.memory_profile = data.text("memory_profile", 4'096);
  profile.memory_profile_duration = data.duration("memory_profile_duration");
  profile.cpu_profile = data.text("cpu_profile", 4'096);
  profile.cpu_profile_duration = data.duration("cpu_profile_duration");
  profile.prometheus_gateway = data.text("prometheus_gateway", 4'096);
  profile.prometheus_linger = data.text("prometheus_linger", 4'096);
  profile.prometheus_buckets = data.text("prometheus_buckets", 4'096);
  profile.proxy_url = data.text("proxy_url", 4'096);
  const std::string_view certificates = data.bytes("ca_certificates");
  if (certificates.size() > runner::RunProfile::kMaxCaBytes) throw Malformed{"ca_certificates"};
  profile.ca_certificates = certificates;
  for (const json& pin : data.list("resolve", 1'000)) {
    const auto* text = pin.get_ptr<const std::string*>();
    if (text == nullptr || text->size() > 4'096) throw Malformed{"resolve"};
    profile.resolve.push_back(*text);
  }
  profile.dns_server = data.text("dns_server", 4'096);
  profile.disable_tls_resumption = data.flag("disable_tls_resumption");
  profile.strict_http = data.flag("strict_http");
  profile.disable_console_output = data.flag("disable_console_output");
  profile.disable_compression = data.flag("disable_compression");
  profile.disable_keepalive = data.flag("disable_keepalive");
  return profile;
}

}  // namespace hrp::cluster
