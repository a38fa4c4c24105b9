#include "hrp/runner/engine_driver.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/fake_load_engine.hpp"

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
  EXPECT_FALSE(driver_.poll().finished);
  driver_.apply(add(1, 2));
  clock_.advance(seconds(1));
  EXPECT_EQ(driver_.poll().users, 2);
  driver_.apply(add(2, 3));
  clock_.advance(milliseconds(500));
  auto update = driver_.poll();
  EXPECT_EQ(update.users, 5);
  EXPECT_EQ(update.epoch, 2U);
  take(update);
  driver_.stop(seconds(1));
  update = driver_.poll();
  EXPECT_TRUE(update.finished);
  EXPECT_EQ(take(update), static_cast<std::uint64_t>(target_.requests.load()));
}

TEST_F(EngineDriverTest, WithoutUsersItIsIdleUntilStopped) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  driver_.apply(EngineOrder{.epoch = 1});
  EXPECT_FALSE(driver_.poll().finished);
  EXPECT_TRUE(driver_.poll().spawned);
  driver_.apply(add(2, 2));
  clock_.advance(seconds(1));
  static_cast<void>(driver_.poll());
  driver_.apply(EngineOrder{.epoch = 3, .remove_users = 2});
  EXPECT_FALSE(driver_.poll().finished);
  driver_.stop(seconds(1));
  EXPECT_TRUE(driver_.poll().finished);
}

TEST_F(EngineDriverTest, StartsAgainWithTheSecondsOfTheRun) {
  ASSERT_TRUE(driver_.prepare(nullptr, {}));
  driver_.apply(add(1, 1, 3));
  clock_.advance(seconds(1));
  EXPECT_TRUE(driver_.poll().finished);
  auto more = add(2, 1, 3);
  more.age = seconds(70);
  driver_.apply(more);
  EXPECT_FALSE(driver_.poll().finished);
  clock_.advance(milliseconds(900));
  const auto update = driver_.poll();
  EXPECT_TRUE(update.finished);
  take(update);
  EXPECT_EQ(last_second_, 70U);
  EXPECT_EQ(target_.engines_prepared, 2);
}

TEST_F(EngineDriverTest, HandsOnErrors) {
  target_.prepare_error = "no memory";
  EXPECT_EQ(driver_.prepare(nullptr, {}).error().message, "no memory");
}

}  // namespace
}  // namespace hrp::runner
