#include "http/context.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/exchange_slot.hpp"
#include "support/fake_clock.hpp"

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

TEST_F(ContextTest, RefusesACaFileThatCannotBeRead) {
  const auto context = ClientContext::create(*loop_, {.ca_file = "/nonexistent/ca.pem"});
  ASSERT_FALSE(context.has_value());
  EXPECT_EQ(context.error().code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(context.error().message, ::testing::HasSubstr("/nonexistent/ca.pem"));
}

TEST_F(ContextTest, MakesTlsContextsOnceAndOnlyWhenNeeded) {
  auto context = std::move(*ClientContext::create(*loop_, {}));
  EXPECT_EQ(context->impl().trusting, nullptr);
  const auto made = context->impl().tlsFor(false);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(*context->impl().tlsFor(false), *made);
  EXPECT_EQ(context->impl().verifying, nullptr);
}

}  // namespace
}  // namespace hrp::http
