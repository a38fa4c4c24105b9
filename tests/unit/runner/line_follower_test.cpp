#include "hrp/runner/line_follower.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hrp::runner {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const base::Stages kLine{{seconds(10), 100}, {seconds(5), 37}, {seconds(10), 0}};
constexpr base::TimePoint kStart{seconds(50)};

TEST(UsersAt, HaveOneShapeForAnyNumberOfWorkers) {
  for (base::Duration at{}; at <= seconds(26); at += milliseconds(70)) {
    const std::int64_t alone = usersAt(kLine, {}, at);
    EXPECT_NEAR(static_cast<double>(alone), base::valueAt(kLine, at), 1);
    for (const std::uint32_t workers : {2U, 7U}) {
      std::int64_t all = 0;
      std::int64_t low = alone;
      std::int64_t high = 0;
      for (std::uint32_t index = 0; index < workers; ++index) {
        const std::int64_t users = usersAt(kLine, {index, workers}, at);
        all += users;
        low = std::min(low, users);
        high = std::max(high, users);
      }
      EXPECT_EQ(all, alone);
      EXPECT_LE(high - low, 1);
    }
  }
  EXPECT_EQ(usersAt(kLine, {}, seconds(10)), 100);
  EXPECT_EQ(usersAt(kLine, {}, seconds(25)), 0);
}

TEST(LineFollowerTest, WithoutALineNothingHappens) {
  LineFollower follower;
  EXPECT_FALSE(follower.on());
  EXPECT_FALSE(follower.rising(kStart));
  const LineStep step = follower.step(5, kStart);
  EXPECT_FALSE(step.start);
  EXPECT_EQ(step.remove, 0);
}

TEST(LineFollowerTest, AFleetStaysOnTheLineAndNumbersItsUsersOnce) {
  for (const std::uint32_t workers : {1U, 2U, 7U}) {
    std::vector<LineFollower> followers(workers);
    std::vector<std::int64_t> held(workers, 0);
    std::set<std::int64_t> ids;
    std::size_t started = 0;
    for (std::uint32_t i = 0; i < workers; ++i) followers[i].follow({kLine, {i, workers}}, kStart);
    for (base::Duration at{}; at < seconds(25); at += LineFollower::kInterval) {
      std::int64_t all = 0;
      for (std::uint32_t i = 0; i < workers; ++i) {
        const LineStep step = followers[i].step(held[i], kStart + at);
        held[i] -= step.remove;
        if (step.start) {
          EXPECT_EQ(step.remove, 0);
          held[i] += step.start->count;
          started += static_cast<std::size_t>(step.start->count);
          for (std::int64_t user = 0; user < step.start->count; ++user) {
            ids.insert(step.start->first_user_id + user * step.start->stride);
          }
          // Spread over the time until the next step.
          const auto last = static_cast<double>((step.start->count - 1) * step.start->stride);
          EXPECT_LT(last / step.start->rate_per_s, 0.05);
        }
        all += held[i];
      }
      const double line = base::valueAt(kLine, at);
      EXPECT_NEAR(static_cast<double>(all), line, 1.6) << workers << " workers";
    }
    EXPECT_EQ(ids.size(), started);
    EXPECT_EQ(started, 100U);
  }
}

TEST(LineFollowerTest, RisesUntilTheLineStopsRisingForTheFirstTime) {
  LineFollower follower;
  follower.follow({{{seconds(2), 5}, {seconds(2), 5}, {seconds(2), 9}}}, kStart);
  EXPECT_TRUE(follower.rising(kStart + milliseconds(1'999)));
  EXPECT_FALSE(follower.rising(kStart + seconds(2)));
  EXPECT_FALSE(follower.rising(kStart + seconds(5)));
}

TEST(LineFollowerTest, NewsThatComeLateDoNotMoveTheLine) {
  LineFollower follower;
  follower.follow({kLine, {0, 1}}, kStart);
  follower.follow({kLine, {0, 2}, 200}, kStart + seconds(3));
  EXPECT_EQ(follower.since(kStart + seconds(10)), seconds(10));
  const LineStep step = follower.step(0, kStart + seconds(10));
  ASSERT_TRUE(step.start);
  EXPECT_EQ(step.start->count, 50);
  EXPECT_EQ(step.start->first_user_id, 200);
}

}  // namespace
}  // namespace hrp::runner
