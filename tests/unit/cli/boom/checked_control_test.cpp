#include "cli/boom/checked_control.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_run_control.hpp"
#include "support/test_certificate.hpp"

namespace hrp::cli {
namespace {

TEST(CheckedControlTest, RefusesAGatewayThatNobodyCouldPushTo) {
  testing::FakeRunControl inner;
  CheckedControl control(inner);
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
  CheckedControl control(inner);
  const testing::TestCertificate certificate("DNS:ca");
  runner::RunProfile profile;
  profile.ca_file = certificate.certificateFile();
  ASSERT_TRUE(control.start(profile).has_value());
  EXPECT_EQ(inner.starts().back().ca_certificates, certificate.certificatePem());
  profile.ca_file = "/nonexistent";
  EXPECT_FALSE(control.start(profile).has_value());
  EXPECT_EQ(inner.starts().size(), 1u);
}

}  // namespace
}  // namespace hrp::cli
