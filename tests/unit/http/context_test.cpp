#include "http/context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/transport/exchange_slot.hpp"
#include "support/fakes/fake_clock.hpp"
#include "support/test_certificate.hpp"

namespace hrp::http {
namespace {

class ContextTest : public ::testing::Test {
 protected:
  testing::FakeClock clock_;
  std::unique_ptr<net::EventLoop> loop_ = std::move(*net::EventLoop::create(clock_));
};

TEST_F(ContextTest, ReusesReleasedSlots) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  ExchangeSlot& first = context->impl().acquire();
  ExchangeSlot& second = context->impl().acquire();
  EXPECT_NE(&first, &second);
  context->impl().release(first);
  EXPECT_EQ(&context->impl().acquire(), &first);
}

TEST_F(ContextTest, RefusesCaCertificatesThatAreNone) {
  const auto context = ClientContext::create(*loop_, {.ca_certificates = "none"});
  ASSERT_FALSE(context.has_value());
  EXPECT_EQ(context.error().code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(context.error().message, ::testing::HasSubstr("CA certificates"));
}

TEST_F(ContextTest, RefusesASourceAddressThatIsNotOfThisMachine) {
  const auto context = ClientContext::create(*loop_, {.sources = {"127.0.0.2", "192.0.2.1"}});
  ASSERT_FALSE(context.has_value());
  EXPECT_THAT(context.error().message, ::testing::HasSubstr("cannot connect from 192.0.2.1"));
}

TEST_F(ContextTest, MakesTlsContextsOnceAndOnlyWhenNeeded) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  EXPECT_TRUE(context->impl().tls.empty());
  const Origin trusting{.tls = true, .verify_tls = false, .host = "h"};
  const auto made = context->impl().tlsFor(trusting);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(*context->impl().tlsFor(trusting), *made);
  EXPECT_EQ(context->impl().tls.size(), 1U);
  const Origin verifying{.tls = true, .host = "elsewhere"};
  EXPECT_NE(*context->impl().tlsFor(verifying), *made);
}

TEST_F(ContextTest, AClientCertificateHasATlsContextOfItsOwn) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  const testing::TestCertificate files("DNS:client");
  const base::ClientCertificate good{"c.pem", files.certificatePem(), files.keyPem()};
  const base::ClientCertificate bad{"bad.pem", files.certificatePem(), "no key"};
  const auto made = context->impl().tlsFor({.tls = true, .host = "h", .certificate = &good});
  ASSERT_TRUE(made.has_value());
  EXPECT_NE(*context->impl().tlsFor({.tls = true, .host = "h"}), *made);
  const auto refused = context->impl().tlsFor({.tls = true, .host = "h", .certificate = &bad});
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, ::testing::HasSubstr("client certificate bad.pem"));
}

}  // namespace
}  // namespace hrp::http
