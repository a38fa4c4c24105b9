#include "engine/pace/spawn_schedule.hpp"

#include <gtest/gtest.h>

#include <map>

#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;

TEST(SpawnSchedule, StartsUsersOnTheWorkersRaster) {
  const hrp::testing::FakeClock clock;
  SpawnSchedule schedule;
  // Worker 1 of 3 at 10 users a second over the fleet.
  schedule.add(
      SpawnGroup{.count = 3, .first = 1, .stride = 3, .rate_per_s = 10, .first_user_id = 2},
      clock.now(), Lane{});
  EXPECT_EQ(schedule.pending(), 3);
  for (int i = 0; i < 3; ++i) {
    const UserOrder order = schedule.takeNext();
    EXPECT_EQ(order.due - clock.now(), milliseconds(100 + 300 * i));
    EXPECT_EQ(order.user_id, 2 + 3 * i);
    EXPECT_FALSE(order.iterations.has_value());
  }
  EXPECT_FALSE(schedule.nextDue().has_value());
}

TEST(SpawnSchedule, LanesTogetherStartEveryUserOnceAtTheSameTimes) {
  const hrp::testing::FakeClock clock;
  const SpawnGroup group{.count = 100, .rate_per_s = 7, .iterations = 250};
  std::map<std::int64_t, base::TimePoint> starts;
  std::int64_t iterations = 0;
  for (std::int64_t lane = 0; lane < 4; ++lane) {
    SpawnSchedule schedule;
    schedule.add(group, clock.now(), Lane{lane, 4, 3});
    EXPECT_EQ(schedule.pending(), (Lane{lane, 4, 3}).share(100));
    while (schedule.pending() > 0) {
      const UserOrder order = schedule.takeNext();
      EXPECT_TRUE(starts.emplace(order.user_id, order.due).second);
      iterations += order.iterations.value_or(-1);
    }
  }
  SpawnSchedule alone;
  alone.add(group, clock.now(), Lane{});
  std::map<std::int64_t, base::TimePoint> expected;
  while (alone.pending() > 0) {
    const UserOrder order = alone.takeNext();
    expected[order.user_id] = order.due;
  }
  EXPECT_EQ(starts, expected);
  EXPECT_EQ(iterations, 250);
}

TEST(SpawnSchedule, MixesGroupsByTime) {
  const hrp::testing::FakeClock clock;
  SpawnSchedule schedule;
  schedule.add(SpawnGroup{.count = 2, .rate_per_s = 1, .first_user_id = 1}, clock.now(), Lane{});
  schedule.add(SpawnGroup{.count = 1, .rate_per_s = 0, .first_user_id = 10},
               clock.now() + milliseconds(500), Lane{});
  EXPECT_EQ(schedule.takeNext().user_id, 1);
  EXPECT_EQ(schedule.takeNext().user_id, 10);
  EXPECT_EQ(schedule.takeNext().user_id, 2);
}

TEST(SpawnSchedule, DropsTheLastUsersFirst) {
  const hrp::testing::FakeClock clock;
  SpawnSchedule schedule;
  schedule.add(SpawnGroup{.count = 5, .rate_per_s = 1}, clock.now(), Lane{});
  EXPECT_EQ(schedule.drop(3), 3);
  EXPECT_EQ(schedule.takeNext().user_id, 1);
  EXPECT_EQ(schedule.takeNext().user_id, 2);
  EXPECT_EQ(schedule.drop(10), 0);
}

TEST(Lane, SharesAddUp) {
  for (std::int64_t users = 0; users < 20; ++users) {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < 3; ++i) sum += (Lane{i, 3, 7}).share(users);
    EXPECT_EQ(sum, users);
  }
}

TEST(SpawnSchedule, PostponedUsersKeepTheirDistances) {
  SpawnSchedule schedule;
  const base::TimePoint start{std::chrono::seconds(100)};
  schedule.add({.count = 3, .rate_per_s = 1}, start, Lane{});
  EXPECT_EQ(schedule.takeNext().due, start);
  schedule.postpone(std::chrono::seconds(5));
  EXPECT_EQ(schedule.takeNext().due, start + std::chrono::seconds(6));
  EXPECT_EQ(schedule.takeNext().due, start + std::chrono::seconds(7));
}

}  // namespace
}  // namespace hrp::engine
