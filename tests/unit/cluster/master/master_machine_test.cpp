#include "cluster/master/master_machine.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/cluster/simulation.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using stats::EndReason;
using std::chrono::seconds;
using ::testing::HasSubstr;

class MasterMachineTest : public ::testing::Test {
 protected:
  static runner::RunProfile users(std::int64_t count) {
    runner::RunProfile profile;
    profile.spawn_count = count;
    profile.spawn_rate = 10;
    return profile;
  }
  void fleet(int workers, bool ignore_quit = true) {
    for (int i = 0; i < workers; ++i) {
      auto& node = simulation_.addWorker("w" + std::to_string(i), ignore_quit);
      node.target.under_way = under_way_;
    }
    simulation_.run(seconds(2));
  }
  std::string errorOf(Ticket ticket) {
    const auto found = simulation_.decisions.find(ticket);
    if (found == simulation_.decisions.end()) return "undecided";
    return found->second ? "" : found->second.error().message;
  }
  Simulation simulation_{1};
  base::Duration under_way_{};  // what requests take that a stop finds
};

TEST_F(MasterMachineTest, WalksThroughItsStates) {
  EXPECT_EQ(simulation_.state(), RunState::kReady);
  simulation_.start(users(1), 1);
  EXPECT_EQ(errorOf(1), "current available workers: 0");
  simulation_.command(StopCommand{2});
  EXPECT_EQ(errorOf(2), "already stopped");
  simulation_.command(RebalanceCommand{3, {5, {}}});
  EXPECT_EQ(errorOf(3), "no start");
  fleet(2);
  simulation_.start(users(20), 4);
  simulation_.start(users(20), 5);
  EXPECT_EQ(errorOf(5), "already started");
  simulation_.run(seconds(1));
  EXPECT_EQ(errorOf(4), "");
  EXPECT_EQ(simulation_.state(), RunState::kSpawning);
  simulation_.run(seconds(3));
  EXPECT_EQ(simulation_.state(), RunState::kRunning);
  simulation_.command(RebalanceCommand{6, {40, {}}});
  EXPECT_EQ(simulation_.state(), RunState::kSpawning);
  simulation_.run(seconds(5));
  EXPECT_EQ(simulation_.state(), RunState::kRunning);
  simulation_.command(StopCommand{7});
  EXPECT_EQ(simulation_.state(), RunState::kStopping);
  simulation_.run(seconds(2));
  EXPECT_EQ(simulation_.state(), RunState::kStopped);
  EXPECT_EQ(simulation_.overs.front().reason, EndReason::kStop);
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterMachineTest, WaitsForWhatIsUnderWayAtTheEnd) {
  under_way_ = seconds(12);
  fleet(2);
  auto timed = users(4);
  timed.run_time = seconds(4);
  simulation_.start(timed, 1);
  simulation_.run(seconds(15));
  EXPECT_EQ(simulation_.state(), RunState::kStopping);
  EXPECT_TRUE(simulation_.overs.empty());
  simulation_.run(seconds(4));
  ASSERT_EQ(simulation_.overs.size(), 1U);
  EXPECT_EQ(simulation_.overs[0].reason, EndReason::kRunTime);
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterMachineTest, AStopSaysHowLongItWaitsAndASecondOneBringsTheEndForward) {
  under_way_ = std::chrono::minutes(5);
  fleet(2);
  simulation_.start(users(4), 1);
  simulation_.run(seconds(2));
  simulation_.command(StopCommand{2, {.drain = seconds(50)}});
  EXPECT_EQ(errorOf(2), "");
  simulation_.run(seconds(45));
  EXPECT_EQ(simulation_.state(), RunState::kStopping) << "the limit counts from the drain's end";
  simulation_.command(StopCommand{3});
  EXPECT_EQ(errorOf(3), "already stopped");
  simulation_.command(StopCommand{4, {.drain = seconds(20)}});
  EXPECT_EQ(errorOf(4), "already stopped") << "it ends before that";
  simulation_.command(StopCommand{5, {.drain = seconds(1)}});
  EXPECT_EQ(errorOf(5), "");
  simulation_.run(seconds(3));
  EXPECT_EQ(simulation_.state(), RunState::kStopped);
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterMachineTest, EndsAtTheRunTimeAndAfterTheLoops) {
  fleet(3);
  auto timed = users(2);
  timed.run_time = seconds(4);
  simulation_.start(timed, 1);
  simulation_.run(seconds(3));
  EXPECT_TRUE(simulation_.overs.empty());
  simulation_.run(seconds(3));
  ASSERT_EQ(simulation_.overs.size(), 1U);
  EXPECT_EQ(simulation_.overs[0].reason, EndReason::kRunTime);
  simulation_.counted = 0;
  auto loops = users(2);
  loops.loop_count = 7;
  simulation_.start(loops, 2);
  simulation_.run(seconds(8));
  ASSERT_EQ(simulation_.overs.size(), 2U);
  EXPECT_EQ(simulation_.overs[1].reason, EndReason::kLoopCount);
  EXPECT_EQ(simulation_.counted, 14);
}

TEST_F(MasterMachineTest, ALostWorkersUsersMoveAndTheEndSaysSo) {
  fleet(2);
  simulation_.start(users(10));
  simulation_.run(seconds(3));
  simulation_.node("w1").alive = false;
  simulation_.run(seconds(6));
  EXPECT_EQ(simulation_.node("w0").session.machine().users(), 10);
  const auto figures = simulation_.master().figures(simulation_.clock().now());
  ASSERT_EQ(figures.workers.size(), 2U);
  EXPECT_EQ(figures.workers[1].state, RunState::kMissing);
  EXPECT_EQ(figures.workers[1].heartbeat, -1);
  EXPECT_GE(figures.workers[0].heartbeat, 2);
  EXPECT_EQ(figures.users, 10);
  simulation_.command(StopCommand{2});
  EXPECT_TRUE(simulation_.runUntil([this] { return !simulation_.overs.empty(); }, seconds(15)));
  EXPECT_THAT(simulation_.overs[0].text, HasSubstr("w1"));
}

TEST_F(MasterMachineTest, ALoopCountIsFinishedByTheOthers) {
  fleet(2);
  auto loops = users(4);
  loops.loop_count = 60;
  simulation_.start(loops);
  simulation_.run(seconds(3));
  auto& lost = simulation_.node("w1");
  lost.alive = false;
  EXPECT_TRUE(simulation_.runUntil([this] { return !simulation_.overs.empty(); }, seconds(40)));
  EXPECT_EQ(simulation_.overs[0].reason, EndReason::kLoopCount);
  EXPECT_EQ(simulation_.counted, 240);
}

TEST_F(MasterMachineTest, WithoutAnyWorkerTheRunEnds) {
  fleet(2);
  simulation_.start(users(4));
  simulation_.run(seconds(2));
  for (auto& [id, node] : simulation_.nodes()) node->alive = false;
  EXPECT_TRUE(simulation_.runUntil([this] { return !simulation_.overs.empty(); }, seconds(40)));
  EXPECT_EQ(simulation_.overs[0].reason, EndReason::kNoWorkers);
  EXPECT_EQ(simulation_.state(), RunState::kStopped);
}

TEST_F(MasterMachineTest, QuitStopsTheLoadFirst) {
  fleet(2, false);
  simulation_.start(users(4));
  simulation_.run(seconds(2));
  simulation_.command(QuitCommand{{MasterOutcome::Kind::kQuit, {}}});
  simulation_.run(seconds(4));
  ASSERT_TRUE(simulation_.outcome);
  EXPECT_EQ(simulation_.overs.at(0).reason, EndReason::kQuit);
  EXPECT_EQ(simulation_.counted, simulation_.sent());
  for (auto& [id, node] : simulation_.nodes()) {
    ASSERT_TRUE(node->outcome) << id;
    EXPECT_EQ(node->outcome->kind, WorkerOutcome::Kind::kQuit);
  }
}

TEST_F(MasterMachineTest, AutoStartWaitsForTheWorkersAndEndsAfterItsRun) {
  MachineOptions options;
  auto loops = users(3);
  loops.loop_count = 2;
  options.auto_start = StartCommand{
      0, loops, {std::make_shared<const std::string>(std::string(3'000, 'b')), "hash-1"}};
  options.expect_workers = 2;
  options.expect_workers_max_wait = seconds(20);
  simulation_.startMaster(options);
  simulation_.addWorker("w0", false);
  simulation_.run(seconds(10));
  simulation_.start(users(1), 9);
  EXPECT_EQ(errorOf(9), "already started");
  EXPECT_EQ(simulation_.sent(), 0);
  simulation_.addWorker("w1", false);
  simulation_.run(seconds(8));
  ASSERT_TRUE(simulation_.outcome);
  EXPECT_EQ(simulation_.outcome->kind, MasterOutcome::Kind::kRunEnded);
  EXPECT_EQ(simulation_.counted, 6);
}

TEST_F(MasterMachineTest, AutoStartGivesUpAndSaysHowManyCame) {
  MachineOptions options;
  options.auto_start = StartCommand{};
  options.expect_workers = 3;
  options.expect_workers_max_wait = seconds(5);
  simulation_.startMaster(options);
  simulation_.addWorker("w0", false);
  simulation_.run(seconds(10));
  ASSERT_TRUE(simulation_.outcome);
  EXPECT_EQ(simulation_.outcome->kind, MasterOutcome::Kind::kNoWorkersCame);
  EXPECT_EQ(simulation_.outcome->text, "expected 3 workers within 5 s, 1 came");
}

TEST_F(MasterMachineTest, AStopSaysWhyTheRunEnds) {
  fleet(1);
  simulation_.start(users(2), 1);
  simulation_.run(seconds(2));
  simulation_.command(StopCommand{.reason = EndReason::kThreshold, .text = "p95 is broken"});
  simulation_.run(seconds(3));
  ASSERT_EQ(simulation_.overs.size(), 1U);
  EXPECT_EQ(simulation_.overs[0].reason, EndReason::kThreshold);
  EXPECT_EQ(simulation_.overs[0].text, "p95 is broken");
}

}  // namespace
}  // namespace hrp::cluster
