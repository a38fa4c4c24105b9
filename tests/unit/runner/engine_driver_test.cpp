#include "hrp/runner/engine_driver.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"
#include "support/fakes/fake_load_engine.hpp"
#include "support/fakes/fake_row_engine.hpp"

namespace hrp::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class EngineDriverTest : public ::testing::Test {
 protected:
  static EngineOrder add(std::uint32_t epoch, std::int64_t users, std::int64_t iterations = 0) {
    EngineOrder order;
    order.epoch = epoch;
    order.groups.push_back({.count = users, .iterations = iterations});
    return order;
  }
  std::uint64_t take(const EngineUpdate& update) {
    for (const auto& numbered : update.slices) {
      requests_ += stats::totalOf(numbered.slice).requests();
      last_second_ = numbered.second;
    }
    return requests_;
  }

  hrp::testing::FakeClock clock_;
  hrp::testing::FakeTarget target_;
  EngineDriver driver_{std::make_unique<hrp::testing::FakeLoadEngine>(clock_, target_)};
  std::uint64_t requests_ = 0;
  std::uint32_t last_second_ = 0;
};

TEST_F(EngineDriverTest, StartsAdjustsAndStops) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  EXPECT_FALSE(driver_.poll(clock_.now()).finished);
  driver_.apply(add(1, 2), clock_.now());
  clock_.advance(seconds(1));
  auto update = driver_.poll(clock_.now());
  EXPECT_EQ(update.users, 2);
  take(update);
  driver_.apply(add(2, 3), clock_.now());
  clock_.advance(milliseconds(500));
  update = driver_.poll(clock_.now());
  EXPECT_EQ(update.users, 5);
  EXPECT_EQ(update.epoch, 2U);
  take(update);
  driver_.stop(seconds(1));
  update = driver_.poll(clock_.now());
  EXPECT_TRUE(update.finished);
  EXPECT_EQ(take(update), static_cast<std::uint64_t>(target_.requests.load()));
}

TEST_F(EngineDriverTest, AStoppedRunThatHasEndedLeavesNothing) {
  auto workload = std::make_shared<const testcase::Workload>();
  const std::weak_ptr<const testcase::Workload> seen = workload;
  ASSERT_TRUE(driver_.prepare(std::move(workload), {}));
  driver_.apply(add(1, 1, 2), clock_.now());
  clock_.advance(seconds(1));
  EXPECT_TRUE(driver_.poll(clock_.now()).finished);
  static_cast<void>(driver_.poll(clock_.now()));
  EXPECT_EQ(target_.engines_released, 0) << "more users may come";
  driver_.stop({});
  EXPECT_TRUE(driver_.poll(clock_.now()).finished);
  EXPECT_TRUE(driver_.poll(clock_.now()).finished);
  EXPECT_EQ(target_.engines_released, 1);
  EXPECT_TRUE(seen.expired());
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  driver_.apply(add(1, 2), clock_.now());
  clock_.advance(seconds(1));
  EXPECT_EQ(driver_.poll(clock_.now()).users, 2);
}

TEST_F(EngineDriverTest, WhatCannotBePreparedIsNotHeld) {
  auto workload = std::make_shared<const testcase::Workload>();
  const std::weak_ptr<const testcase::Workload> seen = workload;
  target_.prepare_error = "no";
  EXPECT_FALSE(driver_.prepare(std::move(workload), {}));
  EXPECT_TRUE(seen.expired());
}

TEST_F(EngineDriverTest, WithoutUsersItIsIdleUntilStopped) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  driver_.apply(EngineOrder{.epoch = 1}, clock_.now());
  EXPECT_FALSE(driver_.poll(clock_.now()).finished);
  EXPECT_TRUE(driver_.poll(clock_.now()).spawned);
  driver_.apply(add(2, 2), clock_.now());
  clock_.advance(seconds(1));
  static_cast<void>(driver_.poll(clock_.now()));
  driver_.apply(EngineOrder{.epoch = 3, .remove_users = 2}, clock_.now());
  EXPECT_FALSE(driver_.poll(clock_.now()).finished);
  driver_.stop(seconds(1));
  EXPECT_TRUE(driver_.poll(clock_.now()).finished);
}

TEST_F(EngineDriverTest, StartsAgainWithTheSecondsOfTheRun) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  driver_.apply(add(1, 1, 3), clock_.now());
  clock_.advance(seconds(1));
  EXPECT_TRUE(driver_.poll(clock_.now()).finished);
  auto more = add(2, 1, 3);
  more.age = seconds(70);
  driver_.apply(more, clock_.now());
  EXPECT_FALSE(driver_.poll(clock_.now()).finished);
  clock_.advance(milliseconds(900));
  const auto update = driver_.poll(clock_.now());
  EXPECT_TRUE(update.finished);
  take(update);
  EXPECT_EQ(last_second_, 70U);
  EXPECT_EQ(target_.engines_prepared, 2);
}

TEST_F(EngineDriverTest, KeepsTheUsersOnALine) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  EngineOrder order{.epoch = 1};
  order.line = UserLine{.stages = {{seconds(10), 40}, {seconds(5), 40}, {seconds(10), 0}}};
  driver_.apply(order, clock_.now());
  const auto from = clock_.now();
  for (base::Duration at{}; at < seconds(25); at += milliseconds(50)) {
    const auto update = driver_.poll(clock_.now());
    take(update);
    const double line = base::valueAt(order.line->stages, clock_.now() - from);
    EXPECT_NEAR(static_cast<double>(update.users), line, 1.3);
    EXPECT_EQ(update.spawned, at >= seconds(10));
    EXPECT_FALSE(update.finished);
    clock_.advance(milliseconds(50));
  }
  const auto last = driver_.poll(clock_.now());
  EXPECT_EQ(last.users, 0);
  take(last);
  driver_.stop(seconds(1));
  take(driver_.poll(clock_.now()));
  EXPECT_EQ(requests_, static_cast<std::uint64_t>(target_.requests.load()));
  // The area under the line, 10 requests a second for each user.
  EXPECT_NEAR(static_cast<double>(requests_), 6'000, 120);
}

TEST_F(EngineDriverTest, JoinsALineWhereItIs) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  EngineOrder order{.epoch = 1, .age = seconds(10)};
  order.line = UserLine{.stages = {{seconds(20), 40}, {seconds(20), 40}}, .turn = {1, 4}};
  driver_.apply(order, clock_.now());
  clock_.advance(milliseconds(100));
  EXPECT_EQ(driver_.poll(clock_.now()).users, 5);
  order = EngineOrder{.epoch = 2, .age = seconds(10), .line = order.line};
  order.line->turn = {0, 2};
  driver_.apply(order, clock_.now());
  clock_.advance(milliseconds(100));
  EXPECT_EQ(driver_.poll(clock_.now()).users, 11);  // 20.4 on the line
  order.epoch = 3;
  order.line->turn = {6, 7};
  driver_.apply(order, clock_.now());
  clock_.advance(milliseconds(50));
  EXPECT_EQ(driver_.poll(clock_.now()).users, 3);  // of 20.5, numbers 6, 13 and 20
}

TEST_F(EngineDriverTest, HandsOnErrors) {
  target_.prepare_error = "no memory";
  EXPECT_EQ(driver_.prepare(nullptr, {}).error().message, "no memory");
}

// Its users had ended; what still arrives goes back, and with new users the counting goes on.
TEST(EngineDriverFleet, TheShareGoesOnWhenTheEngineIsPreparedAgain) {
  hrp::testing::FakeClock clock;
  hrp::testing::FakeRows rows{{{{.rows = 100}}, {}}, {}, 0};
  EngineDriver driver(std::make_unique<hrp::testing::FakeRowEngine>(clock, rows));
  const auto word = [](std::uint64_t number, std::uint64_t first) {
    return engine::FleetWords{{{.set = 0, .number = number, .ranges = {{first, 2}}}}, {}};
  };
  ASSERT_TRUE(driver.prepare(nullptr, {}));
  EngineOrder order;
  order.epoch = 1;
  order.groups.push_back({.count = 2, .iterations = 2});
  driver.apply(order, clock.now());
  EXPECT_EQ(driver.poll(clock.now()).fleet.rows.at(0).waiting, 2);
  driver.tell(word(1, 0));
  EXPECT_TRUE(driver.poll(clock.now()).finished);
  driver.tell(word(2, 10));
  const auto idle = driver.poll(clock.now()).fleet.rows.at(0);
  EXPECT_EQ(idle.word, 2U);
  EXPECT_EQ(idle.returned, (std::vector<engine::RowRange>{{10, 2}}));
  driver.tell(word(3, 20));

  order.epoch = 2;
  driver.apply(order, clock.now());
  const auto again = driver.poll(clock.now()).fleet.rows.at(0);
  EXPECT_EQ(again.word, 3U);
  EXPECT_EQ(again.returned, (std::vector<engine::RowRange>{{20, 2}}));
  driver.tell(word(4, 30));
  EXPECT_TRUE(driver.poll(clock.now()).finished);
  EXPECT_EQ(rows.taken, (std::vector<std::uint64_t>{0, 1, 30, 31}));
}

// Of three users two ended for want of rows, then one more came and was taken away.
TEST(EngineDriverFleet, AShareWithoutRowsIsDoneThoughItsLastUserWasTakenAway) {
  hrp::testing::FakeClock clock;
  hrp::testing::FakeRows rows{{{{.rows = 9, .end = 9, .unique = true}}, {}}, {}, 0};
  EngineDriver driver(std::make_unique<hrp::testing::FakeRowEngine>(clock, rows));
  ASSERT_TRUE(driver.prepare(nullptr, {}));
  EngineOrder order;
  order.epoch = 1;
  order.groups.push_back({.count = 2});
  driver.apply(order, clock.now());
  EXPECT_FALSE(driver.poll(clock.now()).finished);
  driver.tell({{{.set = 0, .number = 1, .ended = true}}, {}});
  EXPECT_TRUE(driver.poll(clock.now()).finished);
  order.epoch = 2;
  order.groups[0].count = 1;
  driver.apply(order, clock.now());
  EXPECT_FALSE(driver.poll(clock.now()).finished);
  order.epoch = 3;
  order.groups.clear();
  order.remove_users = 1;
  driver.apply(order, clock.now());
  static_cast<void>(driver.poll(clock.now()));
  EXPECT_TRUE(driver.poll(clock.now()).finished);
}

}  // namespace
}  // namespace hrp::runner
