#include "engine/run/client_options.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

TEST(ClientOptionsTest, SettingsReachTheClients) {
  EngineSettings settings;
  settings.ca_certificates = "PEM";
  settings.disable_tls_resumption = true;
  settings.strict_http = true;
  settings.proxy_url = "http://p:1";
  settings.resolve = {"h:80:127.0.0.2", "*:443:[::1]"};
  settings.dns_server = "127.0.0.1:5353";
  settings.source_ips = {"127.0.0.3"};
  settings.threads = 4;
  const auto options = clientOptionsOf(settings, 2);
  ASSERT_TRUE(options.has_value()) << options.error().message;
  EXPECT_EQ(options->ca_certificates, "PEM");
  EXPECT_FALSE(options->tls_resumption);
  EXPECT_FALSE(options->validation.folded_field);
  EXPECT_EQ(options->proxy.url, "http://p:1");
  ASSERT_EQ(options->pins.size(), 2U);
  EXPECT_EQ(options->pins[1].host, "*");
  EXPECT_EQ(options->dns_server->text(), "127.0.0.1:5353");
  EXPECT_EQ(options->sources, settings.source_ips);
  EXPECT_EQ(options->thread, 2U);
  EXPECT_EQ(options->threads, 4U);
}

TEST(ClientOptionsTest, SaysWhichSettingCannotBeRead) {
  EngineSettings pins;
  pins.resolve = {"h"};
  EXPECT_EQ(clientOptionsOf(pins, 0).error().message, "resolve: \"h\": incomplete");
  EngineSettings server;
  server.dns_server = "dns";
  EXPECT_EQ(clientOptionsOf(server, 0).error().message,
            "dns-server: \"dns\" is not a DNS server's address");
}

}  // namespace
}  // namespace hrp::engine
