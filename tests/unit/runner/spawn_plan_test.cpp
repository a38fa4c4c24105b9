#include "hrp/runner/spawn_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "hrp/base/random.hpp"

namespace hrp::runner {
namespace {

using ::testing::UnorderedElementsAre;

// Start times (in users, so divided by the rate) and numbers of all users of a plan.
struct Expanded {
  std::multiset<std::int64_t> positions;
  std::set<std::int64_t> ids;
};
Expanded expand(const std::vector<WorkerChange>& changes) {
  Expanded all;
  for (const auto& change : changes) {
    for (const auto& group : change.groups) {
      for (std::int64_t i = 0; i < group.count; ++i) {
        all.positions.insert(group.first + i * group.stride);
        all.ids.insert(group.first_user_id + i * group.stride);
      }
    }
  }
  return all;
}

TEST(PlanUsers, ElevenOverTwoAreFiveAndSixThenTenAndEleven) {
  const std::vector<std::int64_t> none{0, 0};
  const auto start = planUsers(none, {.target_users = 11, .rate_per_s = 5});
  ASSERT_EQ(start[0].groups.size(), 1U);
  ASSERT_EQ(start[1].groups.size(), 1U);
  EXPECT_EQ(start[0].groups[0].count, 6);
  EXPECT_EQ(start[0].groups[0].stride, 2);
  EXPECT_EQ(start[1].groups[0].first, 1);
  EXPECT_EQ(start[1].groups[0].first_user_id, 2);
  const std::vector<std::int64_t> running{start[0].users, start[1].users};
  const auto more = planUsers(running, {.target_users = 21, .rate_per_s = 5});
  EXPECT_THAT((std::vector<std::int64_t>{more[0].users, more[1].users}),
              UnorderedElementsAre(10, 11));
}

TEST(PlanUsers, RampHasTheSameShapeForAnyFleet) {
  for (const std::size_t workers : {1U, 2U, 7U}) {
    const std::vector<std::int64_t> none(workers, 0);
    const auto all = expand(planUsers(none, {.target_users = 100, .rate_per_s = 10}));
    ASSERT_EQ(all.positions.size(), 100U);
    std::int64_t expected = 0;
    for (const auto position : all.positions) EXPECT_EQ(position, expected++);
    EXPECT_EQ(all.ids.size(), 100U);
    EXPECT_EQ(*all.ids.begin(), 1);
    EXPECT_EQ(*all.ids.rbegin(), 100);
  }
}

TEST(PlanUsers, HoldsItsPropertiesForRandomFleets) {
  base::Random random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::int64_t> current(1 + random.below(9));
    for (auto& count : current) count = static_cast<std::int64_t>(random.below(30));
    const auto target = static_cast<std::int64_t>(random.below(200));
    const auto changes =
        planUsers(current, {.target_users = target, .first_user_id = 50, .iterations_per_user = 3});
    std::int64_t low = INT64_MAX;
    std::int64_t high = 0;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < current.size(); ++i) {
      std::int64_t added = 0;
      for (const auto& group : changes[i].groups) {
        added += group.count;
        EXPECT_EQ(group.iterations, group.count * 3);
      }
      EXPECT_EQ(current[i] + added - changes[i].remove_users, changes[i].users);
      EXPECT_TRUE(added == 0 || changes[i].remove_users == 0);
      low = std::min(low, changes[i].users);
      high = std::max(high, changes[i].users);
      sum += changes[i].users;
    }
    EXPECT_EQ(sum, target);
    EXPECT_LE(high - low, 1);
    const auto all = expand(changes);
    std::int64_t expected = 0;
    for (const auto position : all.positions) ASSERT_EQ(position, expected++);
    EXPECT_EQ(all.ids.size(), all.positions.size());
    EXPECT_EQ(addedUsers(changes), expected);
  }
}

TEST(PlanUsers, MovesOnlyWhatAJoinerNeeds) {
  const std::vector<std::int64_t> current{5, 6, 0};
  const auto changes = planUsers(current, {.target_users = 11});
  EXPECT_EQ(changes[2].users, 3);
  EXPECT_EQ(changes[0].remove_users + changes[1].remove_users, 3);
}

TEST(PlanUsers, FewerUsersThanWorkersAndNoWorkers) {
  const std::vector<std::int64_t> none(5, 0);
  const auto changes = planUsers(none, {.target_users = 2});
  EXPECT_EQ(std::count_if(changes.begin(), changes.end(),
                          [](const auto& change) { return change.groups.empty(); }),
            3);
  EXPECT_TRUE(planUsers({}, {.target_users = 2}).empty());
}

TEST(PlanTakeOver, HandsOutExactlyTheUndoneIterations) {
  base::Random random(9);
  for (int round = 0; round < 2000; ++round) {
    std::vector<std::int64_t> current(1 + random.below(6));
    for (auto& count : current) count = static_cast<std::int64_t>(random.below(20));
    const TakeOver lost{.users = static_cast<std::int64_t>(random.below(20)),
                        .iterations = static_cast<std::int64_t>(random.below(100))};
    const auto changes = planTakeOver(current, lost);
    std::int64_t iterations = 0;
    for (const auto& change : changes) {
      iterations += addedIterations(change);
      // A group without iterations would run until it is stopped.
      for (const auto& group : change.groups) EXPECT_GE(group.iterations, group.count);
    }
    EXPECT_EQ(iterations, lost.iterations);
    EXPECT_LE(addedUsers(changes), std::max<std::int64_t>(1, lost.users));
  }
}

TEST(PlanPace, SplitsInProportionAndStaggers) {
  const std::vector<std::int64_t> users{6, 0, 3};
  const auto plans = planPace(users, {.max_rps = 90, .increase = {9, std::chrono::seconds(2)}});
  EXPECT_DOUBLE_EQ(plans[0].max_rps, 60);
  EXPECT_DOUBLE_EQ(plans[1].max_rps, 0);
  EXPECT_DOUBLE_EQ(plans[2].max_rps, 30);
  EXPECT_DOUBLE_EQ(plans[0].step_rps + plans[2].step_rps, 9);
  EXPECT_EQ(plans[2].step_interval, std::chrono::seconds(2));
  EXPECT_NE(plans[0].phase, plans[2].phase);
  const auto arrivals = planPace(users, {.max_rps = 3, .of_iterations = true});
  EXPECT_DOUBLE_EQ(arrivals[0].max_rps, 2);
  EXPECT_TRUE(arrivals[0].of_iterations);
  const auto unlimited = planPace(users, {});
  EXPECT_EQ(unlimited[0].max_rps, 0);
  EXPECT_EQ(unlimited[0].step_rps, 0);
}

}  // namespace
}  // namespace hrp::runner
