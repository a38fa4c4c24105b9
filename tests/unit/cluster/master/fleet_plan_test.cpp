#include "cluster/master/fleet_plan.hpp"

#include <gtest/gtest.h>

namespace hrp::cluster {
namespace {

class FleetPlanTest : public ::testing::Test {
 protected:
  FleetPlanTest() {
    for (Member& member : members_) {
      member.share.state = Share::State::kActive;
      workers_.push_back(&member);
    }
    plan_.target_users = 9;
    plan_.profile.spawn_count = 9;
  }
  std::int64_t iterations() const {
    std::int64_t all = 0;
    for (const Member& member : members_) {
      for (const auto& order : member.share.pending) {
        for (const auto& group : order.groups) all += group.iterations;
      }
    }
    return all;
  }

  Member members_[3];
  std::vector<Member*> workers_;
  RunPlan plan_;
};

TEST_F(FleetPlanTest, EveryWorkerGetsAFirstOrderEvenWithoutUsers) {
  plan_.target_users = 2;
  spreadUsers(plan_, workers_);
  for (const Member& member : members_) EXPECT_EQ(member.share.ordered, 1U);
  EXPECT_EQ(members_[2].share.held, 0);
  EXPECT_EQ(plan_.next_user_id, 3);
}

TEST_F(FleetPlanTest, TheOthersTakeTheUsersAndGiveThemBack) {
  spreadUsers(plan_, workers_);
  loseWork(plan_, members_[0]);
  evenOut(plan_, std::vector<Member*>{&members_[1], &members_[2]});
  EXPECT_EQ(members_[1].share.held + members_[2].share.held, 9);
  EXPECT_EQ(members_[0].share.held, 3);
  takeBack(plan_, members_[0]);
  evenOut(plan_, workers_);
  EXPECT_EQ(members_[0].share.held, 3);
  EXPECT_EQ(members_[1].share.held, 3);
  EXPECT_GT(members_[1].share.pending.back().remove_users, 0);
}

TEST_F(FleetPlanTest, UnderALoopCountOnlyUndoneIterationsMove) {
  plan_.profile.loop_count = 10;
  spreadUsers(plan_, workers_);
  EXPECT_EQ(iterations(), 90);
  members_[0].share.iterations_counted = 12;
  loseWork(plan_, members_[0]);
  EXPECT_EQ(plan_.owed_iterations, 18);
  loseWork(plan_, members_[0]);
  EXPECT_EQ(plan_.owed_iterations, 18);
  evenOut(plan_, {});
  EXPECT_EQ(plan_.owed_iterations, 18);
  evenOut(plan_, std::vector<Member*>{&members_[1], &members_[2]});
  EXPECT_EQ(plan_.owed_iterations, 0);
  EXPECT_EQ(iterations(), 108);
  takeBack(plan_, members_[0]);
  EXPECT_EQ(members_[0].share.held, 0);
  EXPECT_EQ(members_[0].share.pending.back().remove_users, 3);
}

TEST_F(FleetPlanTest, PaceIsSplitAndSentAgainWhenSharesChange) {
  plan_.profile.max_rps = 90;
  spreadUsers(plan_, workers_);
  EXPECT_DOUBLE_EQ(members_[0].share.pace.max_rps, 30);
  loseWork(plan_, members_[0]);
  evenOut(plan_, std::vector<Member*>{&members_[1], &members_[2]});
  EXPECT_DOUBLE_EQ(members_[1].share.pace.max_rps + members_[2].share.pace.max_rps, 90);
}

TEST_F(FleetPlanTest, UnderStagesWorkersGetTurnsAndOnlyTheirChangesAreSent) {
  plan_.profile.stages = {{std::chrono::seconds(10), 9}, {std::chrono::seconds(10), 0}};
  plan_.profile.max_rps = 90;
  spreadUsers(plan_, workers_);
  for (std::uint32_t i = 0; i < 3; ++i) {
    ASSERT_EQ(members_[i].share.pending.size(), 1U);
    const auto& order = members_[i].share.pending.front();
    EXPECT_TRUE(order.groups.empty());
    EXPECT_EQ(order.line->turn, (runner::Turn{i, 3}));
    EXPECT_EQ(order.line->first_user_id, 1);
    EXPECT_DOUBLE_EQ(order.pace.max_rps, 30);
    EXPECT_EQ(members_[i].share.held, 3);
  }
  evenOut(plan_, workers_);
  EXPECT_EQ(members_[0].share.pending.size(), 1U);
  loseWork(plan_, members_[2]);
  evenOut(plan_, std::vector<Member*>{&members_[0], &members_[1]});
  const auto& second = members_[1].share.pending.back();
  EXPECT_EQ(second.line->turn, (runner::Turn{1, 2}));
  EXPECT_GT(second.line->first_user_id, 9);  // none of the numbers that were given out
  EXPECT_DOUBLE_EQ(second.pace.max_rps, 45);
  takeBack(plan_, members_[2]);
  evenOut(plan_, workers_);
  // The one that was away still has its turn.
  EXPECT_EQ(members_[2].share.pending.size(), 1U);
  EXPECT_EQ(members_[0].share.pending.back().line->turn, (runner::Turn{0, 3}));
}

TEST_F(FleetPlanTest, ResetKeepsTheShareNumberAndWhatWasCounted) {
  members_[0].share.number = 4;
  members_[0].share.iterations_counted = 5;
  members_[0].share.held = 3;
  members_[0].share.reset();
  EXPECT_EQ(members_[0].share.number, 4U);
  EXPECT_EQ(members_[0].share.iterations_given, 5);
  EXPECT_EQ(members_[0].share.held, 0);
  EXPECT_EQ(members_[0].share.state, Share::State::kNone);
}

}  // namespace
}  // namespace hrp::cluster
