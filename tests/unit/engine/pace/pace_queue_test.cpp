#include "engine/pace/pace_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <vector>

#include "hrp/runner/spawn_plan.hpp"
#include "support/fakes/fake_clock.hpp"

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

// What a waiter costs that leaves does not depend on how many wait: the end of a run with a million
// of them takes no longer for each than one with a thousand.
TEST_F(PaceQueueTest, LeavingCostsTheSameForAnyNumber) {
  pacer_.start(PacePlan{.max_rps = 0.001}, clock_.now());
  const base::SystemClock clock{};
  const auto timeOfEach = [&](std::size_t count) {
    PaceQueue queue(*loop_, pacer_);
    std::deque<Recorder> waiters(count);
    for (Recorder& waiter : waiters) queue.enter(waiter, clock_.now());
    const base::TimePoint start = clock.now();
    // The first was served; those that came last leave first, as users do.
    for (std::size_t i = count; i-- > 1;) queue.leave(waiters[i]);
    return static_cast<double>((clock.now() - start).count()) / static_cast<double>(count);
  };
  static_cast<void>(timeOfEach(1'000));
  const double few = std::max(timeOfEach(20'000), timeOfEach(20'000));
  const double many = std::min(timeOfEach(400'000), timeOfEach(400'000));
  EXPECT_LT(many, few * 8);
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

// A user of the simulated fleet below: every answer takes 5 ms.
class SimulatedUser final : public PaceWaiter {
 public:
  SimulatedUser(const base::Clock& clock, std::vector<base::TimePoint>& sent)
      : clock_(clock), sent_(sent) {}
  void onPaced(base::TimePoint scheduled) override {
    EXPECT_LE(scheduled, clock_.now());
    sent_.push_back(clock_.now());
    waiting_ = false;
    available_since_ = scheduled;
    free_at_ = clock_.now() + milliseconds(5);
  }
  void turn(PaceQueue& queue) {
    if (waiting_ || clock_.now() < free_at_) return;
    waiting_ = true;
    queue.enter(*this, available_since_);
  }
  void end(PaceQueue& queue) {
    if (waiting_) queue.leave(*this);
  }

 private:
  const base::Clock& clock_;
  std::vector<base::TimePoint>& sent_;
  bool waiting_ = false;
  base::TimePoint free_at_{};
  base::TimePoint available_since_{};
};

// Workers with a pacer each, of which every one has two threads.
TEST(PaceQueueFleet, SendsEvenlyWithin10MsAndWithoutABurstEachSecond) {
  for (const std::size_t workers : {1U, 2U, 7U}) {
    SCOPED_TRACE(std::to_string(workers) + " workers");
    hrp::testing::FakeClock clock;
    std::vector<base::TimePoint> sent;
    const auto plans = runner::planPace(std::vector<std::int64_t>(workers, 20), {.max_rps = 1'000});
    std::deque<Pacer> pacers(workers);
    std::vector<std::unique_ptr<net::EventLoop>> loops;
    std::deque<PaceQueue> queues;
    std::deque<SimulatedUser> users;
    for (std::size_t i = 0; i < workers * 2; ++i) {
      loops.push_back(std::move(*net::EventLoop::create(clock)));
      queues.emplace_back(*loops.back(), pacers[i / 2]);
      for (int user = 0; user < 10; ++user) users.emplace_back(clock, sent);
    }
    const base::TimePoint start = clock.now();
    for (std::size_t i = 0; i < workers; ++i) pacers[i].start(plans[i], start);
    for (int turn = 0; turn < 3'000; ++turn) {
      for (std::size_t i = 0; i < users.size(); ++i) users[i].turn(queues[i / 10]);
      for (const auto& loop : loops) loop->runOnce(base::Duration::zero());
      clock.advance(milliseconds(1));
    }
    EXPECT_NEAR(static_cast<double>(sent.size()), 3'000, 30);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      EXPECT_NEAR(std::chrono::duration<double>(sent[i] - start).count(),
                  static_cast<double>(i) / 1'000, 0.010)
          << i;
    }
    for (std::size_t i = 0; i < users.size(); ++i) users[i].end(queues[i / 10]);
  }
}

TEST_F(PaceQueueTest, APauseIsNoBacklog) {
  PaceQueue queue(*loop_, pacer_);
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  std::vector<Recorder> users(30);
  for (Recorder& user : users) queue.enter(user, clock_.now());
  const auto served = [&users] {
    return std::count_if(users.begin(), users.end(),
                         [](const Recorder& user) { return !user.times.empty(); });
  };
  const base::TimePoint stopped = clock_.now();
  clock_.advance(seconds(5));
  EXPECT_EQ(queue.skip(stopped, clock_.now()), 49U);
  for (int tenth = 0; tenth < 10; ++tenth) {
    pass(milliseconds(1));
    EXPECT_EQ(served(), 2 + tenth);
    pass(milliseconds(99));
  }
}

TEST_F(PaceQueueTest, NothingWasDueWhenNobodyWaited) {
  PaceQueue queue(*loop_, pacer_);
  pacer_.start(PacePlan{.max_rps = 10}, clock_.now());
  clock_.advance(seconds(5));
  EXPECT_EQ(queue.skip(clock_.now() - seconds(5), clock_.now()), 0U);
}

}  // namespace
}  // namespace hrp::engine
