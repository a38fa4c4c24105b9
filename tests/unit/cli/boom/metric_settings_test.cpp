#include "cli/boom/metric_settings.hpp"

#include <gtest/gtest.h>

namespace hrp::cli {
namespace {

TEST(MetricSettingsTest, ReadsWhatTheProfileSays) {
  runner::RunProfile profile;
  profile.prometheus_gateway = ":9091";
  profile.prometheus_linger = "5m";
  profile.prometheus_buckets = "0.1,0.5";
  profile.ca_certificates = "PEM";
  const auto settings = prometheusSettingsOf(profile, "10.0.0.1");
  ASSERT_TRUE(settings.has_value()) << settings.error().message;
  EXPECT_EQ(settings->gateway, "http://10.0.0.1:9091");
  EXPECT_EQ(settings->linger, outputs::Linger(std::chrono::minutes(5)));
  EXPECT_EQ(settings->borders, (outputs::BucketBorders{100'000, 500'000}));
  EXPECT_EQ(settings->ca_certificates, "PEM");
}

TEST(MetricSettingsTest, AProfileThatSaysNothingHasTheDefaults) {
  const auto settings = prometheusSettingsOf({}, "10.0.0.1");
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->gateway, "");
  EXPECT_EQ(settings->linger, outputs::Linger(outputs::kDefaultLinger));
  EXPECT_EQ(settings->borders, outputs::fineBorders());
}

TEST(MetricSettingsTest, ErrorsNameTheKey) {
  runner::RunProfile gateway;
  gateway.prometheus_gateway = "http://:x";
  runner::RunProfile linger;
  linger.prometheus_linger = "soon";
  runner::RunProfile buckets;
  buckets.prometheus_buckets = "many";
  for (const auto& [profile, key] : {std::pair{gateway, "prometheus-gateway"},
                                     {linger, "prometheus-linger"},
                                     {buckets, "prometheus-buckets"}}) {
    const auto checked = checkMetrics(profile);
    ASSERT_FALSE(checked.has_value()) << key;
    EXPECT_EQ(checked.error().message.rfind(key, 0), 0U) << checked.error().message;
  }
}

}  // namespace
}  // namespace hrp::cli
