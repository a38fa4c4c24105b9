#include "cli/boom/checked_control.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "support/fakes/fake_run_control.hpp"
#include "support/temp_folder.hpp"
#include "support/test_certificate.hpp"

namespace hrp::cli {
namespace {

TEST(CheckedControlTest, RefusesAGatewayThatNobodyCouldPushTo) {
  testing::FakeRunControl inner;
  CheckedControl control(inner, ".");
  runner::RunProfile profile;
  profile.prometheus_gateway = "http://:x";
  const auto refused = control.start(profile);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("http://:x"), std::string::npos);
  EXPECT_EQ(inner.starts().size(), 0u);
  profile.prometheus_gateway = ":9091";
  EXPECT_TRUE(control.start(profile).has_value());
  EXPECT_EQ(inner.starts().size(), 1u);
}

TEST(CheckedControlTest, ReadsTheCaFileOnTheMaster) {
  testing::FakeRunControl inner;
  const testing::TestCertificate certificate("DNS:ca");
  const std::string folder =
      std::filesystem::path(certificate.certificateFile()).parent_path().string();
  CheckedControl control(inner, folder);
  runner::RunProfile profile;
  profile.ca_file = certificate.certificateFile();
  ASSERT_TRUE(control.start(profile).has_value());
  EXPECT_EQ(inner.starts().back().ca_certificates, certificate.certificatePem());
  profile.ca_file = folder + "/nonexistent";
  EXPECT_FALSE(control.start(profile).has_value());
  EXPECT_EQ(inner.starts().size(), 1u);
}

TEST(CheckedControlTest, WhatACallerNamesLiesInOneFolder) {
  const testing::TempFolder served;
  const testing::TempFolder other;
  served.write("case.yml", "");
  other.write("case.yml", "");
  std::filesystem::create_symlink(other.path() + "/case.yml", served.path() + "/link.yml");
  testing::FakeRunControl inner;
  CheckedControl control(inner, served.path());
  const auto start = [&](const std::string& path, const std::string& ca_file) {
    runner::RunProfile profile;
    profile.testcase_paths = {served.path() + "/case.yml", path};
    profile.ca_file = ca_file;
    auto started = control.start(profile);
    if (started) {
      EXPECT_TRUE(control.stop({}));
    }
    return started;
  };
  EXPECT_TRUE(start(served.path() + "/case.yml", ""));
  EXPECT_TRUE(start(served.path() + "/", ""));
  EXPECT_EQ(inner.starts().size(), 2U);
  const std::string there = other.path() + "/case.yml";
  const std::string missing = other.path() + "/missing.yml";
  for (const std::string& path : {there, missing, served.path() + "/link.yml", std::string("/"),
                                  served.path() + "/../case.yml", served.path() + "x/case.yml"}) {
    const auto refused = start(path, "");
    ASSERT_FALSE(refused) << path;
    EXPECT_EQ(refused.error().message,
              path + ": not in the folder whose testcases may be run over the control API");
  }
  EXPECT_FALSE(start(served.path(), there));
  EXPECT_EQ(inner.starts().size(), 2U);
}

}  // namespace
}  // namespace hrp::cli
