#include "cluster/codec/profile_codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cluster/message_samples.hpp"

namespace hrp::cluster {
namespace {

using nlohmann::json;

TEST(ProfileCodec, KeepsTheValues) {
  const json value = profileJson(sampleProfile());
  const runner::RunProfile profile = profileFrom(Fields(value));
  EXPECT_EQ(profile.spawn_count, 11);
  EXPECT_EQ(profile.spawn_rate, 2.5);
  EXPECT_EQ(profile.prometheus_gateway, ":9091");
  EXPECT_EQ(profile.prometheus_linger, "keep");
  EXPECT_EQ(profile.prometheus_buckets, "0.1,0.5");
  EXPECT_TRUE(profile.disable_keepalive);
  EXPECT_FALSE(profile.disable_compression);
  EXPECT_EQ(profile.proxy_url, "http://u:p@proxy:3128");
  EXPECT_EQ(profile.run_time, std::chrono::seconds(30));
  EXPECT_EQ(profile.drain, std::chrono::seconds(12));
  ASSERT_EQ(profile.stages.size(), 2U);
  EXPECT_EQ(profile.stages[0].target, 50);
  EXPECT_EQ(profile.ca_certificates, "-----BEGIN \xFF");
  EXPECT_EQ(profile.resolve,
            (std::vector<std::string>{"shop.example:443:192.0.2.7", "*:80:[::1]"}));
  EXPECT_EQ(profile.dns_server, "192.0.2.1");
  EXPECT_TRUE(profile.disable_tls_resumption);
  EXPECT_TRUE(profile.strict_http);
}

TEST(ProfileCodec, NamesWhatIsOutOfRange) {
  const json good = profileJson(sampleProfile());
  const auto changed = [&](const char* key, const json& value) {
    json bad = good;
    bad[key] = value;
    try {
      static_cast<void>(profileFrom(Fields(bad)));
    } catch (const Malformed& broken) {
      return broken.field;
    }
    return std::string();
  };
  EXPECT_EQ(changed("spawn_rate", 3), "");
  EXPECT_EQ(changed("spawn_rate", -3), "spawn_rate");
  EXPECT_EQ(changed("proxy_url", std::string(4'097, 'x')), "proxy_url");
  EXPECT_EQ(changed("resolve", json::array({"a", 5})), "resolve");
  EXPECT_EQ(changed("resolve", json(std::vector<std::string>(1'001))), "resolve");
  EXPECT_EQ(
      changed("ca_certificates", binaryOf(std::string(runner::RunProfile::kMaxCaBytes + 1, 'x'))),
      "ca_certificates");
}

}  // namespace
}  // namespace hrp::cluster
