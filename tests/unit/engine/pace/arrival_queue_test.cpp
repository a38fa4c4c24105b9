#include "engine/pace/arrival_queue.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class Starter final : public ArrivalWaiter {
 public:
  void onArrival(base::TimePoint scheduled) override { times.push_back(scheduled); }
  std::vector<base::TimePoint> times;
};

class ArrivalQueueTest : public ::testing::Test {
 protected:
  ArrivalQueueTest() : loop_(std::move(*net::EventLoop::create(clock_))) {
    clock_of_arrivals_.start(PacePlan{.max_rps = 10, .of_iterations = true}, clock_.now());
  }
  void pass(base::Duration time) {
    clock_.advance(time);
    loop_->runOnce(base::Duration::zero());
  }
  hrp::testing::FakeClock clock_;
  std::unique_ptr<net::EventLoop> loop_;
  ArrivalClock clock_of_arrivals_;
  ArrivalQueue queue_{*loop_, clock_of_arrivals_};
};

TEST_F(ArrivalQueueTest, StartsWhatIsDueAndWaitsForTheNext) {
  const base::TimePoint start = loop_->now();
  Starter user;
  EXPECT_EQ(queue_.enter(user), start);  // the first is due at once
  EXPECT_EQ(queue_.enter(user), std::nullopt);
  pass(milliseconds(99));
  EXPECT_TRUE(user.times.empty());
  pass(milliseconds(1));
  EXPECT_EQ(user.times, std::vector{start + milliseconds(100)});
  EXPECT_EQ(queue_.takeDropped(), 0U);
}

TEST_F(ArrivalQueueTest, TheOneThatBecameFreeLastStartsFirst) {
  Starter first;
  Starter second;
  Starter third;
  EXPECT_TRUE(queue_.enter(first));
  EXPECT_FALSE(queue_.enter(first));
  EXPECT_FALSE(queue_.enter(second));
  EXPECT_FALSE(queue_.enter(third));
  pass(milliseconds(100));
  EXPECT_EQ(third.times.size(), 1U);
  EXPECT_TRUE(first.times.empty());
  EXPECT_TRUE(second.times.empty());
}

TEST_F(ArrivalQueueTest, CountsWhatFoundNobodyFree) {
  Starter user;
  EXPECT_TRUE(queue_.enter(user));
  pass(milliseconds(450));
  EXPECT_EQ(queue_.takeDropped(), 4U);
  EXPECT_EQ(queue_.enter(user), std::nullopt);
  EXPECT_EQ(queue_.takeDropped(), 0U);
  pass(milliseconds(50));
  EXPECT_EQ(user.times.size(), 1U);
  pass(milliseconds(250));
  EXPECT_EQ(queue_.close(), 2U);
  pass(seconds(2));
  EXPECT_EQ(queue_.takeDropped(), 0U);
}

TEST_F(ArrivalQueueTest, AHeldUpLoopStartsAllThatWereDueWhileUsersWereFree) {
  const base::TimePoint start = loop_->now();
  Starter first;
  Starter second;
  Starter third;
  EXPECT_TRUE(queue_.enter(first));
  EXPECT_FALSE(queue_.enter(first));
  EXPECT_FALSE(queue_.enter(second));
  EXPECT_FALSE(queue_.enter(third));
  pass(milliseconds(330));
  EXPECT_EQ(third.times, std::vector{start + milliseconds(100)});
  EXPECT_EQ(second.times, std::vector{start + milliseconds(200)});
  EXPECT_EQ(first.times, std::vector{start + milliseconds(300)});
}

TEST_F(ArrivalQueueTest, AUserThatLeavesIsNotStartedAndItsTimeIsForOthers) {
  Starter first;
  Starter second;
  EXPECT_TRUE(queue_.enter(first));
  EXPECT_FALSE(queue_.enter(first));
  EXPECT_FALSE(queue_.enter(second));
  queue_.leave(first);
  pass(milliseconds(50));
  queue_.leave(second);
  ArrivalQueue other(*loop_, clock_of_arrivals_);
  EXPECT_FALSE(other.enter(first));
  pass(milliseconds(50));
  EXPECT_EQ(first.times.size(), 1U);
  EXPECT_TRUE(second.times.empty());
  static_cast<void>(other.enter(second));
  other.leave(second);
}

TEST_F(ArrivalQueueTest, ANewRateHoldsAtOnce) {
  Starter user;
  EXPECT_TRUE(queue_.enter(user));
  EXPECT_FALSE(queue_.enter(user));
  clock_of_arrivals_.adjust(PacePlan{.max_rps = 1'000, .of_iterations = true}, clock_.now());
  queue_.rateChanged();
  pass(milliseconds(1));
  EXPECT_EQ(user.times.size(), 1U);
}

}  // namespace
}  // namespace hrp::engine
