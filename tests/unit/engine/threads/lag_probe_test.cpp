#include "engine/threads/lag_probe.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;

class LagProbeTest : public ::testing::Test {
 protected:
  LagProbeTest() : loop_(std::move(*net::EventLoop::create(clock_))) {}
  void pass(base::Duration time) {
    clock_.advance(time);
    loop_->runOnce(base::Duration::zero());
  }
  hrp::testing::FakeClock clock_;
  std::unique_ptr<net::EventLoop> loop_;
  LagProbe probe_{*loop_};
};

TEST_F(LagProbeTest, ALoopThatIsInTimeHasNoLag) {
  probe_.start();
  probe_.start();
  for (int i = 0; i < 100; ++i) pass(milliseconds(10));
  const stats::Histogram lag = probe_.take();
  EXPECT_EQ(lag.count(), 100U);
  EXPECT_EQ(lag.max(), 0U);
  EXPECT_EQ(probe_.take().count(), 0U);
}

TEST_F(LagProbeTest, EveryMomentOfALongDelayCounts) {
  probe_.start();
  pass(milliseconds(105));  // the moments at 10, 20 … 100 ms
  const stats::Histogram lag = probe_.take();
  EXPECT_EQ(lag.count(), 10U);
  EXPECT_EQ(lag.max(), 95'000U);
  EXPECT_EQ(lag.min(), 5'000U);
  EXPECT_DOUBLE_EQ(lag.mean(), 50'000);
  pass(milliseconds(5));  // the moments go on as before
  EXPECT_EQ(probe_.take().max(), 0U);
}

TEST_F(LagProbeTest, ADelayIsBoundedAndAStoppedProbeIsQuiet) {
  probe_.start();
  pass(std::chrono::hours(1));
  EXPECT_EQ(probe_.take().count(), static_cast<std::uint64_t>(LagProbe::kMostMoments));
  pass(milliseconds(10));
  EXPECT_EQ(probe_.take().count(), 1U);
  probe_.stop();
  probe_.stop();
  pass(milliseconds(50));
  EXPECT_EQ(probe_.take().count(), 0U);
}

}  // namespace
}  // namespace hrp::engine
