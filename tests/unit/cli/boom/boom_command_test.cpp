#include "cli/boom/boom_command.hpp"

#include <gtest/gtest.h>

#include <csignal>

#include "cli/boom/boom_roles.hpp"

namespace hrp::cli {
namespace {

TEST(BoomCommandTest, EngineSettingsAreThoseOfTheFlags) {
  BoomOptions options;
  options.threads = 3;
  options.load.disable_keepalive = true;
  options.load.proxy_url = "http://p:3128";
  const engine::EngineSettings settings = engineSettingsOf(options);
  EXPECT_EQ(settings.threads, 3);
  EXPECT_TRUE(settings.disable_keepalive);
  EXPECT_EQ(settings.proxy_url, "http://p:3128");
  EXPECT_FALSE(settings.disable_compression);
  EXPECT_EQ(settings.worker_count, 1u);
}

TEST(BoomCommandTest, SignalsHaveNames) {
  EXPECT_EQ(signalName(SIGINT), "SIGINT");
  EXPECT_EQ(signalName(SIGTERM), "SIGTERM");
  EXPECT_EQ(signalName(SIGHUP), "SIGHUP");
  EXPECT_EQ(signalName(3), "signal 3");
}

}  // namespace
}  // namespace hrp::cli
