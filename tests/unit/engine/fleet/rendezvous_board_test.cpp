#include "engine/fleet/rendezvous_board.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

class RendezvousBoardTest : public ::testing::Test {
 protected:
  RendezvousBoardTest() {
    MeetingPoint first;
    first.operation = 1;
    MeetingPoint second;
    second.operation = 4;
    board_.reset({first, second});
  }
  std::vector<RendezvousBoard::Release> say(std::uint64_t number, std::uint64_t releases) {
    return board_.apply({number, {{releases, true}, {0, false}}});
  }
  MeetingNeed need() {
    FleetNeeds needs;
    board_.describe(needs);
    return needs.points.at(0);
  }
  const RendezvousBoard::Point first_{0, 1};
  const RendezvousBoard::Point second_{0, 4};
  RendezvousBoard board_;
};

TEST_F(RendezvousBoardTest, UsersPassUntilTheFleetSaysOtherwise) {
  EXPECT_FALSE(board_.arrive(first_));
  EXPECT_TRUE(say(1, 0).empty());
  EXPECT_EQ(board_.arrive(first_), 0U);
  EXPECT_FALSE(board_.arrive(second_));
  EXPECT_FALSE(board_.arrive({0, 2}));
  EXPECT_EQ(need().arrivals, 1U);
  EXPECT_EQ(need().waiting, 1);
}

TEST_F(RendezvousBoardTest, AReleaseLetsAllGoAndCountsAnew) {
  static_cast<void>(say(1, 0));
  static_cast<void>(board_.arrive(first_));
  static_cast<void>(board_.arrive(first_));
  const auto released = say(2, 1);
  ASSERT_EQ(released.size(), 1U);
  EXPECT_EQ(released[0].point, first_);
  EXPECT_EQ(released[0].releases, 1U);
  EXPECT_EQ(need().waiting, 0);
  EXPECT_EQ(board_.arrive(first_), 1U);
  EXPECT_EQ(need().arrivals, 3U);
}

TEST_F(RendezvousBoardTest, AUserThatLeavesIsNotCountedAnyMore) {
  static_cast<void>(say(1, 0));
  static_cast<void>(board_.arrive(first_));
  board_.leave(first_, 0);
  EXPECT_EQ(need().waiting, 0);
  static_cast<void>(board_.arrive(first_));
  static_cast<void>(say(2, 1));
  static_cast<void>(board_.arrive(first_));
  board_.leave(first_, 0);  // of before the release
  EXPECT_EQ(need().waiting, 1);
}

TEST_F(RendezvousBoardTest, OldAndOddWordsChangeNothing) {
  static_cast<void>(say(5, 2));
  static_cast<void>(board_.arrive(first_));
  EXPECT_TRUE(say(4, 9).empty());
  EXPECT_TRUE(board_.apply({9, {}}).empty());
  EXPECT_EQ(need().releases, 2U);
}

}  // namespace
}  // namespace hrp::engine
