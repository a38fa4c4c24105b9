#include "engine/pace_queue.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/fake_clock.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Recorder final : public PaceWaiter {
 public:
  void onPaced(base::TimePoint scheduled) override { times.push_back(scheduled); }
  std::vector<base::TimePoint> times;
};

class PaceQueueTest : public ::testing::Test {
 protected:
  PaceQueueTest() : loop_(std::move(*net::EventLoop::create(clock_))) {}
  void pass(milliseconds time) {
    clock_.advance(time);
    loop_->runOnce(base::Duration::zero());
    loop_->runOnce(base::Duration::zero());
  }
  hrp::testing::FakeClock clock_;
  std::unique_ptr<net::EventLoop> loop_;
  Pacer pacer_;
};

TEST_F(PaceQueueTest, ServesInOrderAtTheRate) {
  PaceQueue queue(*loop_, pacer_);
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  Recorder first;
  Recorder second;
  queue.enter(first, clock_.now());
  queue.enter(second, clock_.now());
  EXPECT_EQ(first.times.size(), 1U);
  pass(milliseconds(99));
  EXPECT_TRUE(second.times.empty());
  pass(milliseconds(1));
  EXPECT_EQ(second.times.size(), 1U);
}

TEST_F(PaceQueueTest, AWaiterThatLeavesIsNotCalled) {
  PaceQueue queue(*loop_, pacer_);
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  Recorder first;
  Recorder second;
  Recorder third;
  queue.enter(first, clock_.now());
  queue.enter(second, clock_.now());
  queue.enter(third, clock_.now());
  queue.leave(second);
  pass(milliseconds(100));
  EXPECT_TRUE(second.times.empty());
  EXPECT_EQ(third.times.size(), 1U);
}

TEST_F(PaceQueueTest, ANewRateTakesEffectAtOnce) {
  PaceQueue queue(*loop_, pacer_);
  pacer_.start(PacePlan{.max_rps = 0.001}, clock_.now());
  Recorder first;
  Recorder second;
  Recorder third;
  for (Recorder* waiter : {&first, &second, &third}) queue.enter(*waiter, clock_.now());
  pass(seconds(1));
  EXPECT_TRUE(second.times.empty());
  pacer_.adjust(PacePlan{.max_rps = 10}, clock_.now());
  queue.rateChanged();
  EXPECT_EQ(second.times.size(), 1U);
  EXPECT_TRUE(third.times.empty());
  pacer_.adjust(PacePlan{}, clock_.now());
  queue.rateChanged();
  EXPECT_EQ(third.times.size(), 1U);
}

TEST_F(PaceQueueTest, LateRequestsKeepTheirScheduledTime) {
  PaceQueue queue(*loop_, pacer_);
  const base::TimePoint start = clock_.now();
  pacer_.start(PacePlan{.max_rps = 10}, start);
  Recorder waiter;
  queue.enter(waiter, start);
  pass(seconds(2));
  queue.enter(waiter, start);
  ASSERT_EQ(waiter.times.size(), 2U);
  EXPECT_EQ(waiter.times[1], start + milliseconds(100));
}

}  // namespace
}  // namespace hrp::engine
