#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;

class UserArrivalsTest : public EngineFixture {
 protected:
  // Starts `users` users for `rate` iterations a second.
  void start(std::int64_t users, double rate) {
    prepare();
    began_ = clock_.now();
    engine_->start({SpawnGroup{.count = users}}, PacePlan{.max_rps = rate, .of_iterations = true});
  }
  void finish() {
    stopAndFinish();
    elapsed_s_ = std::chrono::duration<double>(clock_.now() - began_).count();
  }
  // Of what was due, begun or dropped: nothing is lost and nothing comes twice.
  double begunOrDropped() const {
    return static_cast<double>(server_->requestCount() + total_.dropped_iterations);
  }

  base::TimePoint began_{};
  double elapsed_s_ = 0;
};

TEST_F(UserArrivalsTest, IterationsStartAtTheRateWhateverTheNumberOfUsers) {
  addCase("  - name: hello\n    request: {method: GET, url: /hello}\n");
  start(20, 100);
  ASSERT_TRUE(pollUntil([this](const auto&) { return server_->requestCount() >= 60; }));
  // The 60th is due 590 ms after the first.
  EXPECT_GE(clock_.now() - began_, milliseconds(590));
  finish();
  EXPECT_LE(begunOrDropped(), 100 * elapsed_s_ + 2);
  const stats::Row hello = row("request-GET", "hello");
  EXPECT_EQ(hello.service_time.count(), hello.latency.count());
  EXPECT_GE(hello.latency.all().max(), hello.service_time.all().max());
}

TEST_F(UserArrivalsTest, WhatFindsNoFreeUserIsDroppedAndCounted) {
  addCase("  - name: slow\n    request: {method: GET, url: /delay/200}\n");
  start(2, 100);
  ASSERT_TRUE(pollUntil([this](const auto&) { return server_->requestCount() >= 8; }));
  const double before_stop_s = std::chrono::duration<double>(clock_.now() - began_).count();
  finish();
  EXPECT_GT(total_.dropped_iterations, 40U);
  EXPECT_GE(begunOrDropped(), 100 * before_stop_s - 3);
  EXPECT_LE(begunOrDropped(), 100 * elapsed_s_ + 2);
  // Two users of which each is busy for 200 ms.
  EXPECT_LE(static_cast<double>(server_->requestCount()), elapsed_s_ * 10 + 2);
}

TEST_F(UserArrivalsTest, TheActionCountsFromTheScheduledStartToo) {
  addCase(
      "  - name: pause\n    think_time: {time: 0.01}\n"
      "  - name: hello\n    request: {method: GET, url: /hello}\n");
  start(4, 50);
  ASSERT_TRUE(pollUntil([this](const auto&) { return total_.iterations >= 10; }));
  finish();
  const stats::Row action = row("transaction", "Action");
  EXPECT_GE(action.latency.count(), 10U);
  EXPECT_GE(action.latency.all().max(), row("request-GET", "hello").latency.all().max());
}

TEST_F(UserArrivalsTest, FreeUsersEndAtAStopAndCanBeTakenAway) {
  addCase("  - name: hello\n    request: {method: GET, url: /hello}\n");
  start(50, 0.001);
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 50; }));
  engine_->adjust({}, 40, PacePlan{.max_rps = 0.001, .of_iterations = true});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 10; }));
  finish();
  EXPECT_LE(server_->requestCount(), 1U);
  EXPECT_EQ(total_.dropped_iterations, 0U);
}

}  // namespace
}  // namespace hrp::engine
