#include "engine/fleet/fleet_share.hpp"

#include <gtest/gtest.h>

#include "hrp/testcase/program.hpp"

namespace hrp::engine {
namespace {

class FleetShareTest : public ::testing::Test {
 protected:
  FleetShareTest() {
    auto parameters = std::make_shared<testcase::ParameterSet>();
    parameters->tables.emplace_back();
    parameters->tables.back().literal_rows.resize(5);
    auto program = std::make_shared<testcase::Program>();
    program->parameters = parameters;
    program->operations.resize(1);
    program->operations[0].action = testcase::RendezvousStep{};
    workload_.programs = {std::make_shared<testcase::Program>(), program};
    share_ = std::make_unique<FleetShare>(workload_, 2, [this] { ++calls_; });
  }
  testcase::Workload workload_;
  int calls_ = 0;
  std::unique_ptr<FleetShare> share_;
};

TEST_F(FleetShareTest, AsksForAttentionOnceUntilSomebodyLooks) {
  share_->askForAttention();
  share_->askForAttention();
  EXPECT_EQ(calls_, 1);
  static_cast<void>(share_->needs({1, 1}));
  share_->askForAttention();
  EXPECT_EQ(calls_, 2);
}

TEST_F(FleetShareTest, KnowsWhatItsUsersCanStillUse) {
  EXPECT_EQ(share_->rows(0), nullptr);
  share_->ordered({SpawnGroup{.count = 2, .iterations = 7}});
  const auto applied = share_->apply({{{.set = 0, .number = 1, .ranges = {{0, 5}}}}, {}});
  EXPECT_TRUE(applied.rows);
  EXPECT_EQ(share_->rows(1)->take(0).number, 0U);
  FleetNeeds needs = share_->needs({2, 2});
  EXPECT_EQ(needs.rows.at(0).useful, 6U);
  EXPECT_EQ(needs.rows[0].users, 2);
  share_->ordered({SpawnGroup{.count = 1}});
  EXPECT_EQ(share_->needs({3, 3}).rows[0].useful, RowNeed::kUnbounded);
}

TEST_F(FleetShareTest, GivesEverythingBackWhenNobodyIsLeft) {
  static_cast<void>(share_->apply({{{.set = 0, .number = 1, .ranges = {{0, 5}}}}, {}}));
  const FleetNeeds needs = share_->needs({0, 0});
  EXPECT_TRUE(needs.rows[0].held.empty());
  EXPECT_EQ(needs.rows[0].returned, (std::vector<RowRange>{{0, 5}}));
  EXPECT_EQ(needs.rows[0].useful, 0U);
}

TEST_F(FleetShareTest, TellsWhoIsReleased) {
  EXPECT_TRUE(share_->apply({{}, {1, {{0, true}}}}).releases.empty());
  EXPECT_TRUE(share_->meetings.arrive({1, 0}));
  EXPECT_EQ(share_->needs({1, 1}).points.at(0).waiting, 1);
  EXPECT_EQ(share_->apply({{}, {2, {{1, true}}}}).releases.size(), 1U);
}

}  // namespace
}  // namespace hrp::engine
