#include "http/context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/exchange_slot.hpp"
#include "support/fakes/fake_clock.hpp"

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

}  // namespace
}  // namespace hrp::http
