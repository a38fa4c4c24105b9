#include "hrp/runner/meeting_hall.hpp"

#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

using engine::MeetingNeed;
using engine::MeetingPoint;
using std::chrono::milliseconds;
using std::chrono::seconds;

class MeetingHallTest : public ::testing::Test {
 protected:
  void use(const std::vector<MeetingPoint>& points) {
    hall_ = std::make_unique<MeetingHall>(points);
    hall_->open(true);
    points_ = points.size();
  }
  static MeetingPoint point(std::uint32_t operation, std::int64_t number, double percent = 1) {
    return {0, operation, number, percent, seconds(5)};
  }
  // `waiting` users wait at `index` on worker `id`, since release `releases` of it.
  void say(const std::string& id, std::size_t index, std::int64_t waiting,
           std::uint64_t releases = 0, std::int64_t users = 10) {
    FleetClaim claim;
    claim.users = users;
    claim.meeting_word = seen_[id];
    claim.points.resize(points_);
    std::uint64_t& arrivals = arrivals_[id];
    arrivals += static_cast<std::uint64_t>(waiting);
    claim.points[index] = {arrivals, releases, waiting};
    hall_->claim(id, claim, now_);
  }
  engine::MeetingWord hear(const std::string& id) {
    auto words = hall_->due(now_);
    if (!words.contains(id)) return {};
    seen_[id] = words.at(id).number;
    return words.at(id);
  }
  std::uint64_t releases(const std::string& id, std::size_t index) {
    const auto word = hear(id);
    return word.number == 0 ? 0 : word.points[index].releases;
  }

  std::unique_ptr<MeetingHall> hall_;
  std::size_t points_ = 0;
  std::map<std::string, std::uint64_t> seen_;
  std::map<std::string, std::uint64_t> arrivals_;
  base::TimePoint now_{seconds(1)};
};

TEST_F(MeetingHallTest, AddsUpTheWorkers) {
  use({point(1, 5)});
  say("a", 0, 2);
  say("b", 0, 2);
  EXPECT_EQ(releases("a", 0), 0U);
  say("b", 0, 3);
  EXPECT_EQ(releases("a", 0), 1U);
}

TEST_F(MeetingHallTest, CountsAPercentageOfTheUsersAlive) {
  use({point(1, 0, 0.25)});
  say("a", 0, 3);
  say("b", 0, 1);
  EXPECT_EQ(releases("a", 0), 0U);
  say("b", 0, 2);
  EXPECT_EQ(releases("a", 0), 1U);
}

TEST_F(MeetingHallTest, EachArrivalStartsTheTimeoutAnew) {
  use({point(1, 9)});
  say("a", 0, 1);
  now_ += milliseconds(4'900);
  say("a", 0, 2);
  now_ += milliseconds(4'900);
  EXPECT_EQ(releases("a", 0), 0U);
  say("b", 0, 0);
  now_ += milliseconds(100);
  EXPECT_EQ(releases("a", 0), 1U);
}

TEST_F(MeetingHallTest, OldCountsBelongToTheReleaseBefore) {
  use({point(1, 4)});
  say("a", 0, 4);
  EXPECT_EQ(releases("a", 0), 1U);
  say("a", 0, 4, 0);
  EXPECT_EQ(hear("a").number, 0U);
  say("a", 0, 4, 1);
  EXPECT_EQ(releases("a", 0), 2U);
}

TEST_F(MeetingHallTest, PointsBecomeActiveInOrderAndStartOver) {
  use({point(1, 2), point(3, 2)});
  say("a", 0, 0);
  auto word = hear("a");
  EXPECT_TRUE(word.points[0].active);
  EXPECT_FALSE(word.points[1].active);
  say("a", 0, 2);
  word = hear("a");
  EXPECT_FALSE(word.points[0].active);
  EXPECT_TRUE(word.points[1].active);
  say("a", 1, 2);
  word = hear("a");
  EXPECT_TRUE(word.points[0].active);
  EXPECT_FALSE(word.points[1].active);
}

TEST_F(MeetingHallTest, NobodyWaitsBeforeAllHaveStarted) {
  use({point(1, 2)});
  hall_->open(false);
  say("a", 0, 0);
  EXPECT_FALSE(hear("a").points[0].active);
  hall_->open(true);
  EXPECT_TRUE(hear("a").points[0].active);
}

TEST_F(MeetingHallTest, ALostWorkerDoesNotCountAndDoesNotHoldUp) {
  use({point(1, 0, 1)});
  say("a", 0, 10);
  say("b", 0, 3);
  EXPECT_EQ(releases("a", 0), 0U);
  hall_->lost("b");
  EXPECT_EQ(releases("a", 0), 1U);
  say("a", 0, 10, 1);
  hall_->back("b");
  EXPECT_EQ(releases("a", 0), 0U);
  hall_->leave("b");
  EXPECT_EQ(releases("a", 0), 2U);
}

TEST_F(MeetingHallTest, RepeatsAWordUntilItIsSeen) {
  use({point(1, 2)});
  say("a", 0, 0);
  EXPECT_EQ(hall_->due(now_).size(), 1U);
  EXPECT_EQ(hall_->due(now_ + milliseconds(400)).size(), 0U);
  EXPECT_EQ(hall_->due(now_ + milliseconds(500)).size(), 1U);
}

TEST_F(MeetingHallTest, AClaimOfAnotherShapeIsIgnored) {
  use({point(1, 2)});
  hall_->claim("a", {}, now_);
  EXPECT_TRUE(hall_->due(now_).empty());
}

}  // namespace
}  // namespace hrp::runner
