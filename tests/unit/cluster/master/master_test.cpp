#include "hrp/cluster/master.hpp"

#include <gmock/gmock.h>

#include "unit/cluster/fleet_fixture.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class MasterTest : public FleetFixture {};

std::vector<std::int64_t> usersOf(const stats::Snapshot& snapshot) {
  std::vector<std::int64_t> users;
  for (const auto& worker : snapshot.workers) users.push_back(worker.users);
  return users;
}

TEST_F(MasterTest, StartsRebalancesStopsAndQuits) {
  openMaster();
  EXPECT_EQ(master_->start(profile(1)).error().message, "current available workers: 0");
  EXPECT_EQ(master_->stop({}).error().message, "already stopped");
  EXPECT_EQ(master_->rebalance({5, {}}).error().message, "no start");
  auto& first = addWorker();
  addWorker();
  ASSERT_TRUE(awaitWorkers(2));
  auto broken = profile(1);
  broken.testcase_paths = {"broken.yml"};
  EXPECT_THAT(master_->start(broken).error().message, HasSubstr("broken.yml"));
  EXPECT_EQ(master_->snapshot()->state, RunState::kReady);

  ASSERT_TRUE(master_->start(profile(11)));
  EXPECT_EQ(master_->start(profile(11)).error().message, "already started");
  ASSERT_TRUE(awaitState(RunState::kRunning));
  EXPECT_TRUE(await([](const auto& shown) { return shown.users == 11; }));
  EXPECT_THAT(usersOf(*master_->snapshot()), UnorderedElementsAre(5, 6));
  ASSERT_TRUE(master_->rebalance({21, 100.0}));
  EXPECT_TRUE(await([](const auto& shown) { return shown.users == 21; }));
  EXPECT_THAT(usersOf(*master_->snapshot()), UnorderedElementsAre(10, 11));

  ASSERT_TRUE(master_->stop({}));
  ASSERT_TRUE(awaitState(RunState::kStopped));
  EXPECT_EQ(counted(), target_.requests);
  EXPECT_GT(counted(), 0);
  EXPECT_EQ(master_->snapshot()->reason, stats::EndReason::kStop);
  EXPECT_EQ(master_->snapshot()->users_peak, 21);

  master_->quit();
  EXPECT_EQ(master_->wait().kind, MasterOutcome::Kind::kQuit);
  EXPECT_EQ(first.outcome.get().kind, WorkerOutcome::Kind::kQuit);
  // Still on its way out, or gone already: what it says of it differs.
  EXPECT_THAT(master_->start(profile(1)).error().code,
              AnyOf(base::ErrorCode::kConflict, base::ErrorCode::kUnavailable));
}

TEST_F(MasterTest, OfTwoCallersOneWins) {
  openMaster();
  addWorker();
  ASSERT_TRUE(awaitWorkers(1));
  const auto call = [this] { return master_->start(profile(2)); };
  auto one = std::async(std::launch::async, call);
  auto two = std::async(std::launch::async, call);
  const auto first = one.get();
  const auto second = two.get();
  EXPECT_NE(first.has_value(), second.has_value());
  EXPECT_EQ((first ? second : first).error().message, "already started");
}

TEST_F(MasterTest, AWorkersLoadErrorEndsTheStart) {
  openMaster();
  addWorker(false, "no such function");
  ASSERT_TRUE(awaitWorkers(1));
  EXPECT_THAT(master_->start(profile(1)).error().message, HasSubstr("no such function"));
  EXPECT_EQ(master_->snapshot()->state, RunState::kReady);
}

TEST_F(MasterTest, AutoStartRunsOnceAndEndsTheFleet) {
  auto wanted = profile(3);
  wanted.loop_count = 4;
  openMaster({.auto_start = AutoStart{wanted, 2, std::chrono::seconds(60)}});
  addWorker();
  addWorker();
  EXPECT_EQ(master_->wait().kind, MasterOutcome::Kind::kRunEnded);
  EXPECT_EQ(counted(), 12);
  EXPECT_EQ(target_.requests, 12);
  EXPECT_EQ(master_->snapshot()->reason, stats::EndReason::kLoopCount);
  auto& board = master_->board();
  EXPECT_EQ(board.nextEvent({})->kind, runner::RunEvent::Kind::kStarted);
  EXPECT_EQ(board.nextEvent({})->kind, runner::RunEvent::Kind::kEnded);
  EXPECT_TRUE(board.closed());
  for (auto& running : workers_) {
    EXPECT_EQ(running.outcome.get().kind, WorkerOutcome::Kind::kQuit);
  }
}

TEST_F(MasterTest, SaysHowManyWorkersCame) {
  openMaster({.auto_start = AutoStart{profile(1), 2, std::chrono::milliseconds(500)}});
  const auto outcome = master_->wait();
  EXPECT_EQ(outcome.kind, MasterOutcome::Kind::kNoWorkersCame);
  EXPECT_THAT(outcome.text, HasSubstr("expected 2 workers"));
  EXPECT_THAT(outcome.text, HasSubstr("0 came"));
}

TEST_F(MasterTest, AnInterruptStopsTheLoadAndASecondAbortsWhatIsUnderWay) {
  openMaster();
  addWorker(true);
  ASSERT_TRUE(awaitWorkers(1));
  ASSERT_TRUE(master_->start(profile(2)));
  ASSERT_TRUE(awaitState(RunState::kRunning));
  master_->interrupt("interrupt");
  EXPECT_EQ(master_->wait().kind, MasterOutcome::Kind::kSignal);
  EXPECT_EQ(master_->snapshot()->reason, stats::EndReason::kSignal);
  EXPECT_EQ(counted(), target_.requests);

  openMaster();
  target_.under_way = std::chrono::hours(1);
  addWorker(true);
  ASSERT_TRUE(awaitWorkers(1));
  ASSERT_TRUE(master_->start(profile(2)));
  ASSERT_TRUE(awaitState(RunState::kRunning));
  master_->interrupt("interrupt");
  ASSERT_TRUE(awaitState(RunState::kStopping));
  master_->interrupt("interrupt");
  EXPECT_EQ(master_->wait().kind, MasterOutcome::Kind::kSignal);
}

}  // namespace
}  // namespace hrp::cluster
