#include "hrp/cluster/worker.hpp"

#include <gmock/gmock.h>

#include "unit/cluster/fleet_fixture.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;

class WorkerTest : public FleetFixture {};

TEST_F(WorkerTest, AResidentWorkerTakesTheNextMastersRun) {
  openMaster();
  const std::uint16_t port = port_;
  auto& resident = addWorker(true);
  ASSERT_TRUE(awaitWorkers(1));
  master_->quit();
  EXPECT_EQ(master_->wait().kind, MasterOutcome::Kind::kQuit);
  master_.reset();
  openMaster({}, port);
  ASSERT_TRUE(awaitWorkers(1));
  auto wanted = profile(2);
  wanted.loop_count = 3;
  ASSERT_TRUE(master_->start(wanted));
  ASSERT_TRUE(awaitState(RunState::kStopped));
  EXPECT_EQ(counted(), 6);
  EXPECT_EQ(resident.worker->board().nextEvent({})->kind, runner::RunEvent::Kind::kStarted);
  EXPECT_EQ(resident.worker->board().snapshot()->role, stats::Role::kWorker);
}

TEST_F(WorkerTest, AWorkerThatLeavesHandsInItsFigures) {
  openMaster();
  auto& leaving = addWorker();
  addWorker();
  ASSERT_TRUE(awaitWorkers(2));
  ASSERT_TRUE(master_->start(profile(6)));
  ASSERT_TRUE(await([](const auto& shown) { return shown.users == 6; }));
  leaving.worker->leave("terminated");
  EXPECT_EQ(leaving.outcome.get().kind, WorkerOutcome::Kind::kSignal);
  EXPECT_TRUE(
      await([](const auto& shown) { return shown.workers.size() == 1 && shown.users == 6; }));
  ASSERT_TRUE(master_->stop({}));
  ASSERT_TRUE(awaitState(RunState::kStopped));
  EXPECT_EQ(counted(), target_.requests);
}

TEST_F(WorkerTest, AWorkerThatJoinsARunIsGivenUsers) {
  openMaster();
  addWorker();
  ASSERT_TRUE(awaitWorkers(1));
  ASSERT_TRUE(master_->start(profile(6)));
  addWorker();
  EXPECT_TRUE(await([](const auto& shown) {
    return shown.workers.size() == 2 && shown.workers[0].users == 3 && shown.workers[1].users == 3;
  }));
  ASSERT_TRUE(master_->stop({}));
  ASSERT_TRUE(awaitState(RunState::kStopped));
  EXPECT_EQ(counted(), target_.requests);
}

TEST(MakeWorkerId, IsTheHostAnd32HexDigits) {
  const std::string id = makeWorkerId("box");
  EXPECT_THAT(id, ::testing::MatchesRegex("box_[0-9a-f]+"));
  EXPECT_EQ(id.size(), 4U + 32U);
  EXPECT_NE(id, makeWorkerId("box"));
}

}  // namespace
}  // namespace hrp::cluster
