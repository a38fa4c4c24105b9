#include "http/transport/transport_context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/context.hpp"
#include "http/transport/opening.hpp"
#include "support/fakes/fake_clock.hpp"
#include "support/test_certificate.hpp"

namespace hrp::http {
namespace {

class TransportContextTest : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  std::unique_ptr<net::EventLoop> loop_ = std::move(*net::EventLoop::create(clock_));
};

TEST_F(TransportContextTest, ReusesReleasedOpenings) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  TransportContext& transports = context->impl().transports;
  Opening& first = transports.acquire();
  EXPECT_NE(&first, &transports.acquire());
  transports.release(first);
  EXPECT_EQ(&transports.acquire(), &first);
}

TEST_F(TransportContextTest, MakesTlsContextsOnceAndOnlyWhenNeeded) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  EXPECT_TRUE(context->impl().transports.tls.empty());
  const Origin trusting{.tls = true, .verify_tls = false, .host = "h"};
  const auto made = context->impl().transports.tlsFor(trusting);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(*context->impl().transports.tlsFor(trusting), *made);
  EXPECT_EQ(context->impl().transports.tls.size(), 1U);
  const Origin verifying{.tls = true, .host = "elsewhere"};
  EXPECT_NE(*context->impl().transports.tlsFor(verifying), *made);
}

TEST_F(TransportContextTest, AClientCertificateHasATlsContextOfItsOwn) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  const testing::TestCertificate files("DNS:client");
  const base::ClientCertificate good{"c.pem", files.certificatePem(), files.keyPem()};
  const base::ClientCertificate bad{"bad.pem", files.certificatePem(), "no key"};
  const auto made =
      context->impl().transports.tlsFor({.tls = true, .host = "h", .certificate = &good});
  ASSERT_TRUE(made.has_value());
  EXPECT_NE(*context->impl().transports.tlsFor({.tls = true, .host = "h"}), *made);
  const auto refused =
      context->impl().transports.tlsFor({.tls = true, .host = "h", .certificate = &bad});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("client certificate bad.pem"));
}

}  // namespace
}  // namespace hrp::http
