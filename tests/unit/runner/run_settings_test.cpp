#include "hrp/runner/run_settings.hpp"

#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

TEST(RunSettingsTest, WhatTheProfileSaysHoldsOnEveryMachine) {
  RunProfile profile;
  profile.disable_keepalive = true;
  profile.disable_compression = true;
  profile.disable_tls_resumption = true;
  profile.strict_http = true;
  profile.proxy_url = "http://p:1";
  profile.resolve = {"h:80:127.0.0.1"};
  profile.dns_server = "192.0.2.1";
  engine::EngineSettings settings;
  settings.source_ips = {"127.0.0.2"};
  applyTo(settings, profile);
  EXPECT_TRUE(settings.disable_keepalive);
  EXPECT_TRUE(settings.disable_compression);
  EXPECT_TRUE(settings.disable_tls_resumption);
  EXPECT_TRUE(settings.strict_http);
  EXPECT_EQ(settings.proxy_url, "http://p:1");
  EXPECT_EQ(settings.resolve, profile.resolve);
  EXPECT_EQ(settings.dns_server, "192.0.2.1");
  EXPECT_EQ(settings.source_ips, std::vector<std::string>{"127.0.0.2"}) << "of the machine";
}

TEST(RunSettingsTest, CertificatesOfTheProfileWinOverThoseOfTheMachine) {
  engine::EngineSettings settings;
  settings.ca_certificates = "own";
  applyTo(settings, RunProfile{});
  EXPECT_EQ(settings.ca_certificates, "own");
  RunProfile profile;
  profile.ca_certificates = "sent";
  applyTo(settings, profile);
  EXPECT_EQ(settings.ca_certificates, "sent");
}

}  // namespace
}  // namespace hrp::runner
