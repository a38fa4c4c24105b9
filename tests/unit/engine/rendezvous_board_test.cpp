#include "engine/rendezvous_board.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using Verdict = RendezvousBoard::Verdict;

class RendezvousBoardTest : public ::testing::Test {
 protected:
  void useSteps(const std::vector<testcase::RendezvousStep>& steps, std::uint32_t workers = 1) {
    auto program = std::make_shared<testcase::Program>();
    for (const auto& step : steps) {
      program->operations.emplace_back();
      program->operations.back().action = step;
    }
    board_.reset({program}, 0, workers);
  }
  Verdict arrive(std::uint32_t operation, std::int64_t users = 4) {
    return board_.arrive({0, operation}, users).verdict;
  }
  RendezvousBoard board_;
};

testcase::RendezvousStep number(std::int64_t count) {
  testcase::RendezvousStep step;
  step.number = count;
  return step;
}

TEST_F(RendezvousBoardTest, ReleasesWhenEnoughHaveArrived) {
  useSteps({number(3), number(2)});
  EXPECT_EQ(arrive(0), Verdict::kWait);
  EXPECT_EQ(arrive(0), Verdict::kWait);
  EXPECT_EQ(arrive(0), Verdict::kRelease);
  EXPECT_EQ(arrive(0), Verdict::kPass);
}

TEST_F(RendezvousBoardTest, PointsBecomeActiveInOrderAndStartOver) {
  useSteps({number(1), number(2)});
  EXPECT_EQ(arrive(1), Verdict::kPass);
  EXPECT_EQ(arrive(0), Verdict::kRelease);
  EXPECT_EQ(arrive(1), Verdict::kWait);
  EXPECT_EQ(arrive(1), Verdict::kRelease);
  EXPECT_EQ(arrive(1), Verdict::kPass);
  EXPECT_EQ(arrive(0), Verdict::kRelease);
}

TEST_F(RendezvousBoardTest, NobodyWaitsWhileUsersStillStart) {
  useSteps({number(2)});
  EXPECT_EQ(arrive(0, 0), Verdict::kPass);
}

TEST_F(RendezvousBoardTest, PercentOfTheUsers) {
  testcase::RendezvousStep half;
  half.percent = 0.5;
  useSteps({half});
  EXPECT_EQ(arrive(0), Verdict::kWait);
  EXPECT_EQ(arrive(0), Verdict::kRelease);
}

TEST_F(RendezvousBoardTest, AWorkerWaitsForItsShare) {
  useSteps({number(4)}, 2);
  EXPECT_EQ(arrive(0), Verdict::kWait);
  EXPECT_EQ(arrive(0), Verdict::kRelease);
}

TEST_F(RendezvousBoardTest, OnlyTheLastArrivalsTimeReleases) {
  useSteps({number(3)});
  const auto first = board_.arrive({0, 0}, 4);
  const auto second = board_.arrive({0, 0}, 4);
  EXPECT_FALSE(board_.expire({0, 0}, first.ticket));
  EXPECT_TRUE(board_.expire({0, 0}, second.ticket));
  EXPECT_FALSE(board_.expire({0, 0}, second.ticket));
}

}  // namespace
}  // namespace hrp::engine
