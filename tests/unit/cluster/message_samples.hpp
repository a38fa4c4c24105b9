#pragma once
// An order and a profile with something in every field, for the tests of the codecs.

#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

inline runner::EngineOrder sampleOrder() {
  runner::EngineOrder order;
  order.epoch = 4;
  order.groups = {{3, 1, 2, 0.5, 9, 12}, {1, 7, 1, 0, 1, 0}};
  order.remove_users = 2;
  order.pace.max_rps = 10.5;
  order.pace.step_rps = 1.5;
  order.pace.step_interval = std::chrono::seconds(2);
  order.pace.phase = 0.25;
  order.pace.of_iterations = true;
  order.pace.stages = {{std::chrono::seconds(5), 1.0 / 3}};
  order.line = runner::UserLine{{{std::chrono::seconds(9), 7}}, {1, 3}, 40};
  order.age = std::chrono::milliseconds(1500);
  return order;
}

inline runner::RunProfile sampleProfile() {
  runner::RunProfile profile;
  profile.spawn_count = 11;
  profile.spawn_rate = 2.5;
  profile.prometheus_gateway = ":9091";
  profile.prometheus_linger = "keep";
  profile.prometheus_buckets = "0.1,0.5";
  profile.disable_keepalive = true;
  profile.proxy_url = "http://u:p@proxy:3128";
  profile.run_time = std::chrono::seconds(30);
  profile.drain = std::chrono::seconds(12);
  profile.stages = {{std::chrono::minutes(1), 50}, {std::chrono::seconds(1), 0}};
  profile.ca_certificates = "-----BEGIN \xFF";
  profile.resolve = {"shop.example:443:192.0.2.7", "*:80:[::1]"};
  profile.dns_server = "192.0.2.1";
  profile.disable_tls_resumption = true;
  profile.strict_http = true;
  return profile;
}

}  // namespace hrp::cluster
