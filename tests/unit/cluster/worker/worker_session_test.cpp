#include "cluster/worker/worker_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "unit/cluster/simulation.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using std::chrono::seconds;

class WorkerSessionTest : public ::testing::Test {
 protected:
  static runner::RunProfile users(std::int64_t count) {
    runner::RunProfile profile;
    profile.spawn_count = count;
    profile.spawn_rate = 100;
    return profile;
  }
  static std::size_t sent(const std::vector<SessionAction>& actions, std::string_view type) {
    return static_cast<std::size_t>(
        std::count_if(actions.begin(), actions.end(), [type](const SessionAction& action) {
          const auto* send = std::get_if<SendToMaster>(&action);
          return send != nullptr && typeName(send->body) == type;
        }));
  }
  Simulation simulation_{1};
};

TEST_F(WorkerSessionTest, IntroducesItselfUntilItIsKnown) {
  hrp::testing::FakeClock clock;
  WorkerSession session({.worker_id = "w"}, clock.now());
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(sent(session.step(WorkerTick{}, clock.now()), "client_ready"), 1U);
    clock.advance(seconds(1));
  }
  static_cast<void>(session.step(FromMaster{{Ack{}, "master"}}, clock.now()));
  EXPECT_TRUE(session.registered());
  EXPECT_EQ(sent(session.step(WorkerTick{}, clock.now()), "heartbeat"), 1U);
  const auto actions = session.step(FromMaster{{MasterHeartbeat{}, "another"}}, clock.now());
  EXPECT_EQ(sent(actions, "client_ready"), 1U);
  EXPECT_FALSE(session.registered());
}

TEST_F(WorkerSessionTest, ARefusedWorkerEndsWithTheReason) {
  hrp::testing::FakeClock clock;
  WorkerSession session({.worker_id = "w"}, clock.now());
  const auto actions =
      session.step(FromMaster{{Ack{false, "another version"}, "master"}}, clock.now());
  const auto* finish = std::get_if<Finish>(&actions.back());
  ASSERT_NE(finish, nullptr);
  EXPECT_EQ(finish->outcome.kind, WorkerOutcome::Kind::kRefused);
  EXPECT_EQ(finish->outcome.text, "another version");
}

TEST_F(WorkerSessionTest, KeepsTheBundleForTheNextRun) {
  auto& node = simulation_.addWorker("w");
  simulation_.run(seconds(2));
  for (const Ticket ticket : {1U, 2U}) {
    simulation_.start(users(1), ticket);
    simulation_.run(seconds(2));
    simulation_.command(StopCommand{ticket + 10});
    simulation_.run(seconds(2));
  }
  EXPECT_EQ(node.loads, 2);
  EXPECT_EQ(node.runs_ended, 2);
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(WorkerSessionTest, WhatWasLoadedForAStoppedRunIsLetGo) {
  const base::TimePoint now{seconds(1)};
  WorkerSession session({.worker_id = "w"}, now);
  const auto hear = [&](Body body) {
    return session.step(FromMaster{{std::move(body), "m"}}, now);
  };
  Prepare prepare;
  prepare.id = {"run", 1};
  prepare.hash = "h";
  prepare.size = 1;
  static_cast<void>(hear(prepare));
  static_cast<void>(hear(BundleChunk{"h", 0, "x"}));
  static_cast<void>(hear(Stop{"run", {}}));
  const auto actions = session.step(Loaded{prepare.id, {}}, now);
  ASSERT_EQ(actions.size(), 1U);
  const auto* stop = std::get_if<StopTheEngine>(&actions[0]);
  ASSERT_NE(stop, nullptr);
  EXPECT_EQ(stop->id, prepare.id);
}

TEST_F(WorkerSessionTest, AStopThatComesAgainOnlyBringsTheEndForward) {
  base::TimePoint now{seconds(1)};
  WorkerSession session({.worker_id = "w"}, now);
  const auto hear = [&](Body body) {
    return session.step(FromMaster{{std::move(body), "m"}}, now);
  };
  const auto drainOf = [](const std::vector<SessionAction>& actions) {
    const auto* stop = actions.empty() ? nullptr : std::get_if<StopTheEngine>(&actions[0]);
    return stop == nullptr ? seconds(-1) : std::chrono::duration_cast<seconds>(stop->drain);
  };
  Prepare prepare;
  prepare.id = {"run", 1};
  prepare.hash = "h";
  prepare.size = 1;
  static_cast<void>(hear(prepare));
  static_cast<void>(hear(BundleChunk{"h", 0, "x"}));
  static_cast<void>(session.step(Loaded{prepare.id, {}}, now));
  static_cast<void>(hear(Spawn{prepare.id, {.epoch = 1}}));
  EXPECT_EQ(drainOf(hear(Stop{"run", seconds(30)})), seconds(30));
  now += seconds(2);
  EXPECT_EQ(drainOf(hear(Stop{"run", seconds(30)})), seconds(-1)) << "delayed on its way";
  EXPECT_EQ(drainOf(hear(Stop{"run", seconds(28)})), seconds(-1)) << "the same end";
  EXPECT_EQ(drainOf(hear(Stop{"run", seconds(5)})), seconds(5));
  EXPECT_EQ(drainOf(session.step(Leave{"SIGTERM"}, now)), seconds(-1));
  EXPECT_EQ(drainOf(session.step(Leave{"SIGTERM"}, now)), seconds(0));
}

TEST_F(WorkerSessionTest, AWorkerThatLeavesFinishesWhatIsUnderWay) {
  auto& node = simulation_.addWorker("w");
  node.target.under_way = seconds(12);
  simulation_.addWorker("other");
  simulation_.run(seconds(2));
  simulation_.start(users(4));
  simulation_.run(seconds(2));
  simulation_.leave("w");
  simulation_.run(seconds(11));
  EXPECT_TRUE(node.alive);
  EXPECT_EQ(node.session.state(), RunState::kQuitting);
  simulation_.run(seconds(4));
  EXPECT_FALSE(node.alive);
  simulation_.command(StopCommand{2});
  simulation_.run(seconds(14));
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(WorkerSessionTest, StopsItsLoadWhenTheMasterIsSilentFor15Seconds) {
  auto& node = simulation_.addWorker("w");
  simulation_.run(seconds(2));
  simulation_.start(users(3));
  simulation_.run(seconds(2));
  EXPECT_EQ(node.session.state(), RunState::kRunning);
  simulation_.killMaster();
  simulation_.run(seconds(14));
  EXPECT_TRUE(simulation_.anyLoad());
  simulation_.run(seconds(2));
  EXPECT_FALSE(simulation_.anyLoad());
  EXPECT_EQ(node.session.state(), RunState::kStopped);
  EXPECT_TRUE(node.alive);
}

TEST_F(WorkerSessionTest, WithoutIgnoreQuitItGivesUpOnALostMaster) {
  auto& node = simulation_.addWorker("w", false);
  simulation_.run(seconds(2));
  simulation_.killMaster();
  simulation_.run(seconds(70));
  ASSERT_TRUE(node.outcome);
  EXPECT_EQ(node.outcome->kind, WorkerOutcome::Kind::kMasterUnreachable);
}

TEST_F(WorkerSessionTest, LeavingHandsInTheReportsAndSaysGoodbye) {
  auto& leaving = simulation_.addWorker("a");
  simulation_.addWorker("b");
  simulation_.run(seconds(2));
  simulation_.start(users(4));
  simulation_.run(seconds(3));
  simulation_.leave("a");
  simulation_.run(seconds(3));
  ASSERT_TRUE(leaving.outcome);
  EXPECT_EQ(leaving.outcome->kind, WorkerOutcome::Kind::kSignal);
  EXPECT_EQ(simulation_.master().liveWorkers(), 1U);
  EXPECT_EQ(simulation_.node("b").session.machine().users(), 4);
  simulation_.command(StopCommand{2});
  simulation_.run(seconds(3));
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

// Its users had ended by themselves, so what began has no end yet.
class DoneWorkerTest : public ::testing::Test {
 protected:
  DoneWorkerTest() {
    prepare("run", 1);
    load({});
    hear(Spawn{id_, {1, {{1, 0, 1, 0, 1, 5}}, 0, {}, {}, {}}});
    runner::EngineUpdate update;
    update.epoch = 1;
    update.finished = true;
    take(session_.step(EngineReported{id_, update}, now_));
    EXPECT_EQ(began_, 1);
    EXPECT_EQ(ended_, 0);
  }
  void hear(Body body, const std::string& master = "m") {
    take(session_.step(FromMaster{{std::move(body), master}}, now_));
  }
  void prepare(const std::string& run, std::uint32_t share) {
    id_ = {run, share};
    hear(Prepare{id_, "hash", 1, 0, 1, {}});
    hear(BundleChunk{"hash", 0, "b"});
  }
  void load(const std::string& error) { take(session_.step(Loaded{id_, error}, now_)); }
  void take(const std::vector<SessionAction>& actions) {
    for (const auto& action : actions) {
      began_ += std::holds_alternative<LoadBegan>(action) ? 1 : 0;
      ended_ += std::holds_alternative<LoadEnded>(action) ? 1 : 0;
    }
  }

  const base::TimePoint now_{seconds(1)};
  WorkerSession session_{{.worker_id = "w"}, now_};
  ShareId id_;
  int began_ = 0;
  int ended_ = 0;
};

TEST_F(DoneWorkerTest, AnotherRunEndsTheOneWhoseStopWasLost) {
  prepare("next", 1);
  EXPECT_EQ(ended_, 1);
  load({});
  hear(Spawn{id_, {1, {{1, 0, 1, 0, 1, 5}}, 0, {}, {}, {}}});
  EXPECT_EQ(began_, 2);
  EXPECT_EQ(ended_, 1);
}

TEST_F(DoneWorkerTest, AnotherShareOfTheRunGoesOnWithItUntilThatIsStopped) {
  prepare("run", 2);
  EXPECT_EQ(ended_, 0);
  hear(Stop{"run", {}});
  EXPECT_EQ(ended_, 1);
}

TEST_F(DoneWorkerTest, AnotherShareThatDoesNotLoadEndsIt) {
  prepare("run", 2);
  load("broken");
  EXPECT_EQ(ended_, 1);
}

TEST_F(DoneWorkerTest, AnotherMasterEndsIt) {
  prepare("run", 2);
  load({});
  hear(MasterHeartbeat{}, "another");
  EXPECT_EQ(ended_, 1);
}

}  // namespace
}  // namespace hrp::cluster
