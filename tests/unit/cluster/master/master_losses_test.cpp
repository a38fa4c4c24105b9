#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "cluster/master/master_machine.hpp"
#include "unit/cluster/simulation.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using stats::Departure;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

class MasterLossesTest : public ::testing::Test {
 protected:
  // Each user sends 10 requests a second.
  void running(int workers, std::int64_t users) {
    for (int i = 0; i < workers; ++i) simulation_.addWorker("w" + std::to_string(i));
    simulation_.run(seconds(2));
    begin(users);
    simulation_.run(seconds(5));
  }
  void begin(std::int64_t users) {
    runner::RunProfile profile;
    profile.spawn_count = users;
    profile.spawn_rate = 100;
    simulation_.start(profile);
  }
  void stop(base::Duration limit = seconds(20)) {
    const auto from = simulation_.clock().now();
    simulation_.command(StopCommand{9});
    ASSERT_TRUE(simulation_.runUntil([this] { return !simulation_.overs.empty(); }, limit));
    stop_took_ = simulation_.clock().now() - from;
  }
  stats::DepartedWorkers departed() {
    return simulation_.master().figures(simulation_.clock().now()).departed;
  }
  const std::string& text() { return simulation_.overs.front().text; }

  Simulation simulation_{1};
  base::Duration stop_took_{};
};

TEST_F(MasterLossesTest, AKilledWorkerIsMissingLittleAndNamedWithHowMuch) {
  running(2, 20);
  auto& killed = simulation_.node("w0");
  killed.alive = false;
  simulation_.run(seconds(6));
  ASSERT_EQ(departed().size(), 1U);
  const auto worker = departed().front();
  EXPECT_EQ(worker.how, Departure::kLost);
  EXPECT_FALSE(worker.complete);
  EXPECT_NEAR(worker.requests_per_s, 100, 10);
  EXPECT_GE(worker.uncounted, seconds(3));
  EXPECT_LE(worker.uncounted, milliseconds(3'400));
  stop();
  const std::int64_t missing = simulation_.sent() - simulation_.counted;
  EXPECT_LE(missing, 30);
  EXPECT_LE(static_cast<std::uint64_t>(missing), worker.mayBeMissing());
  EXPECT_THAT(text(), HasSubstr("workers lost during the run: w0 (last counted 3."));
  EXPECT_THAT(text(), HasSubstr("about " + std::to_string(worker.mayBeMissing()) + " requests"));
}

TEST_F(MasterLossesTest, OneThatWasKilledBeforeItReportedIsAsFastAsTheOthers) {
  for (const char* id : {"w0", "w1"}) simulation_.addWorker(id);
  simulation_.run(seconds(2));
  begin(20);
  ASSERT_TRUE(simulation_.runUntil([this] { return simulation_.users() > 0; }, seconds(5)));
  simulation_.node("w0").alive = false;
  simulation_.run(seconds(5));
  ASSERT_EQ(departed().size(), 1U);
  EXPECT_GT(departed().front().mayBeMissing(), 200U);
}

TEST_F(MasterLossesTest, OneThatWasKilledBeforeItBeganIsNamedAndNothingIsMissing) {
  for (const char* id : {"w0", "w1"}) simulation_.addWorker(id);
  simulation_.run(seconds(2));
  begin(20);
  ASSERT_TRUE(
      simulation_.runUntil([this] { return simulation_.decisions.contains(1); }, seconds(5)));
  simulation_.node("w0").alive = false;
  simulation_.run(seconds(5));
  stop();
  EXPECT_LE(stop_took_, seconds(3));
  EXPECT_EQ(text(), "workers lost during the run: w0");
  EXPECT_TRUE(stats::isComplete(departed()));
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterLossesTest, TheStopWaitsBrieflyForASilentWorkerAndItsLateFiguresAmendTheEnd) {
  running(2, 20);
  simulation_.node("w0").frozen = true;
  simulation_.run(milliseconds(300));
  stop();
  EXPECT_LE(stop_took_, seconds(3));
  EXPECT_FALSE(stats::isComplete(departed()));
  EXPECT_THAT(text(), HasSubstr("lost during the run: w0"));
  simulation_.thaw("w0");
  simulation_.run(seconds(3));
  EXPECT_EQ(simulation_.counted, simulation_.sent());
  EXPECT_TRUE(departed().empty());
  ASSERT_FALSE(simulation_.amendments.empty());
  EXPECT_EQ(simulation_.amendments.back(), "");
}

TEST_F(MasterLossesTest, AWorkerLostLongAgoIsNotWaitedForAtTheEndOfAMaster) {
  simulation_.startMaster({.auto_start = simulation_.startCommand(20, seconds(30))});
  for (const char* id : {"w0", "w1"}) simulation_.addWorker(id);
  simulation_.run(seconds(10));
  simulation_.node("w0").alive = false;
  ASSERT_TRUE(simulation_.runUntil([this] { return !simulation_.overs.empty(); }, seconds(32)));
  simulation_.run(seconds(4));
  ASSERT_TRUE(simulation_.outcome);
  EXPECT_FALSE(simulation_.outcome->counted_all);
}

TEST_F(MasterLossesTest, AWorkerThatComesBackWholeIsNotLost) {
  running(2, 20);
  simulation_.node("w0").frozen = true;
  simulation_.run(seconds(6));
  EXPECT_EQ(departed().size(), 1U);
  simulation_.thaw("w0");
  simulation_.run(seconds(3));
  EXPECT_TRUE(departed().empty());
  EXPECT_EQ(simulation_.users(), 20);
  stop();
  EXPECT_EQ(text(), "");
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterLossesTest, AWorkerThatWakesAfterTheStopSendsNothing) {
  running(2, 20);
  auto& node = simulation_.node("w0");
  node.frozen = true;
  simulation_.run(milliseconds(300));
  stop();
  const std::int64_t before = node.target.requests;
  simulation_.thaw("w0");
  simulation_.run(seconds(5));
  EXPECT_LE(node.target.requests - before, 1);  // that was under way
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterLossesTest, OneRuleForAMasterThatWasPaused) {
  for (const auto pause : {seconds(2), seconds(5), seconds(20)}) {
    for (const bool spawning : {true, false}) {
      SCOPED_TRACE(std::to_string(pause.count()) + (spawning ? " s in spawning" : " s in running"));
      Simulation simulation(7);
      for (const char* id : {"w0", "w1"}) simulation.addWorker(id);
      simulation.run(seconds(2));
      runner::RunProfile profile;
      profile.spawn_count = 20;
      profile.spawn_rate = spawning ? 1 : 100;
      simulation.start(profile);
      simulation.run(seconds(4));
      simulation.pauseMaster(pause);
      simulation.run(seconds(3));
      EXPECT_TRUE(simulation.overs.empty());
      EXPECT_TRUE(simulation.master().figures(simulation.clock().now()).departed.empty());
      simulation.run(seconds(17));
      EXPECT_EQ(simulation.users(), 20);
      simulation.command(StopCommand{2});
      EXPECT_TRUE(simulation.runUntil([&] { return !simulation.overs.empty(); }, seconds(20)));
      EXPECT_EQ(simulation.overs.front().text, "");
      EXPECT_EQ(simulation.counted, simulation.sent());
    }
  }
}

TEST_F(MasterLossesTest, TheTimeOfTheRunGoesOnInAPauseOfTheMaster) {
  for (const char* id : {"w0", "w1"}) simulation_.addWorker(id);
  simulation_.run(seconds(2));
  runner::RunProfile profile;
  profile.spawn_count = 2;
  profile.spawn_rate = 100;
  profile.run_time = seconds(10);
  simulation_.start(profile);
  simulation_.run(seconds(2));
  simulation_.pauseMaster(seconds(9));
  ASSERT_TRUE(simulation_.runUntil([this] { return !simulation_.overs.empty(); }, seconds(3)));
  EXPECT_EQ(simulation_.overs.front().reason, stats::EndReason::kRunTime);
  EXPECT_EQ(simulation_.overs.front().text, "");
}

// Sends heartbeats and takes its orders, but never a figure nor the answer to a stop.
class MuteWorker {
 public:
  explicit MuteWorker(MasterMachine& master) : master_(master) {}
  void say(Body body, base::TimePoint now) {
    take(master_.step(FromWorker{"mute", "127.0.0.1", {std::move(body), "mute"}}, now));
  }
  void beat(base::TimePoint now) { say(WorkerHeartbeat{{}, status()}, now); }
  WorkerStatus status() {
    WorkerStatus status;
    status.sequence = ++sequence_;
    status.id = share_;
    return status;
  }
  void take(const std::vector<MasterAction>& actions) {
    for (const auto& action : actions) {
      if (const auto* over = std::get_if<RunOver>(&action)) over_ = *over;
      const auto* send = std::get_if<SendToWorker>(&action);
      if (send == nullptr) continue;
      if (const auto* prepare = std::get_if<Prepare>(&send->body)) share_ = prepare->id;
    }
  }
  ShareId share_;
  std::optional<RunOver> over_;

 private:
  MasterMachine& master_;
  std::uint64_t sequence_ = 0;
};

// Even when its first turn after the pause comes before what waits for it on the network.
TEST_F(MasterLossesTest, AMasterThatWasPausedDoesNotTakeItsOwnPauseForSilence) {
  hrp::testing::FakeClock clock;
  MasterMachine master({}, clock.now());
  MuteWorker worker(master);
  worker.say(ClientReady{kProtocolVersion, "linux", "amd64", worker.status()}, clock.now());
  clock.advance(seconds(20));
  worker.take(master.step(MasterTick{}, clock.now()));
  EXPECT_EQ(master.liveWorkers(), 1U);
  for (int tenth = 0; tenth < 35; ++tenth) {
    clock.advance(milliseconds(100));
    worker.take(master.step(MasterTick{}, clock.now()));
  }
  EXPECT_EQ(master.liveWorkers(), 0U);
}

TEST_F(MasterLossesTest, OneThatNeverAnswersTheStopIsNamed) {
  hrp::testing::FakeClock clock;
  MasterMachine master({}, clock.now());
  MuteWorker worker(master);
  worker.say(ClientReady{kProtocolVersion, "linux", "amd64", worker.status()}, clock.now());
  worker.take(master.step(StartCommand{1, {}, {}}, clock.now()));
  worker.say(Prepared{worker.status(), {}}, clock.now());
  ASSERT_EQ(master.state(), RunState::kSpawning);
  for (int tenth = 0; tenth < 700 && !worker.over_; ++tenth) {
    clock.advance(milliseconds(100));
    if (tenth == 20) worker.take(master.step(StopCommand{2}, clock.now()));
    worker.take(master.step(MasterTick{}, clock.now()));
    if (tenth % 10 == 0) worker.beat(clock.now());
  }
  ASSERT_TRUE(worker.over_);
  EXPECT_THAT(worker.over_->text, HasSubstr("workers that did not answer the stop: mute"));
  const auto departed = master.figures(clock.now()).departed;
  ASSERT_EQ(departed.size(), 1U);
  EXPECT_EQ(departed.front().how, Departure::kNoAnswer);
  EXPECT_FALSE(departed.front().complete);
}

TEST_F(MasterLossesTest, AJoinerThatIsNeverPreparedIsDroppedAndNamed) {
  running(1, 4);
  auto& clock = simulation_.clock();
  MuteWorker joiner(simulation_.master());
  joiner.say(ClientReady{kProtocolVersion, "linux", "amd64", {}}, clock.now());
  const auto joined = clock.now();
  const auto beats = [&] {
    WorkerStatus status;
    status.sequence = static_cast<std::uint64_t>(clock.now().time_since_epoch().count());
    joiner.say(WorkerHeartbeat{{}, status}, clock.now());
    simulation_.run(seconds(1));
  };
  beats();
  EXPECT_EQ(simulation_.state(), RunState::kSpawning);
  while (departed().empty() && clock.now() - joined < seconds(80)) beats();
  EXPECT_LE(clock.now() - joined, seconds(63));
  ASSERT_EQ(departed().size(), 1U);
  EXPECT_EQ(departed().front().how, Departure::kNotPrepared);
  EXPECT_TRUE(departed().front().complete);
  for (int i = 0; i < 5; ++i) beats();
  EXPECT_EQ(simulation_.state(), RunState::kRunning);
  EXPECT_EQ(simulation_.users(), 4);
  stop();
  EXPECT_LE(stop_took_, seconds(3));
  EXPECT_EQ(text(), "workers that were not prepared in time: mute");
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterLossesTest, AStopThatIsLostIsSaidAgain) {
  running(2, 20);
  simulation_.network().cutOff("w0", simulation_.clock().now() + milliseconds(900));
  stop();
  EXPECT_LE(stop_took_, seconds(3));
  EXPECT_EQ(text(), "");
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

TEST_F(MasterLossesTest, AJoinerThatEndsAndThenSaysThatItCannotJoinBreaksNoRule) {
  running(1, 4);
  const base::TimePoint now = simulation_.clock().now();
  MuteWorker joiner(simulation_.master());
  joiner.say(ClientReady{kProtocolVersion, "linux", "amd64", joiner.status()}, now);
  ASSERT_EQ(joiner.share_.share, 1U);
  simulation_.command(StopCommand{9});
  auto ended = joiner.status();
  ended.ending = runner::WorkerEnding::kStopped;
  joiner.say(ClientStopped{ended}, now);
  joiner.say(Prepared{joiner.status(), "broken"}, now);
  const auto finding = simulation_.master().checkInvariants();
  EXPECT_FALSE(finding) << finding->text();
}

TEST_F(MasterLossesTest, AWorkerThatLeavesInOrderIsListedAndComplete) {
  running(2, 20);
  simulation_.leave("w1");
  simulation_.run(seconds(4));
  stop();
  ASSERT_EQ(departed().size(), 1U);
  EXPECT_EQ(departed().front().how, Departure::kLeft);
  EXPECT_TRUE(departed().front().complete);
  EXPECT_EQ(text(), "workers that left: w1");
  EXPECT_EQ(simulation_.counted, simulation_.sent());
}

// Its goodbye may overtake the word that its load was stopped.
TEST_F(MasterLossesTest, OneThatLeavesHandsNothingOfItsWorkToItself) {
  hrp::testing::FakeClock clock;
  MasterMachine master({}, clock.now());
  const auto say = [&](const std::string& id, Body body) {
    return master.step(FromWorker{id, "", {std::move(body), id}}, clock.now());
  };
  for (const char* id : {"w0", "w1"}) static_cast<void>(say(id, ClientReady{}));
  runner::RunProfile profile;
  profile.spawn_count = 4;
  profile.loop_count = 10;
  std::map<std::string, WorkerStatus> statuses;
  for (const auto& action : master.step(StartCommand{1, profile, {}}, clock.now())) {
    const auto* send = std::get_if<SendToWorker>(&action);
    const auto* prepare = send == nullptr ? nullptr : std::get_if<Prepare>(&send->body);
    if (prepare != nullptr) statuses[send->worker].id = prepare->id;
  }
  std::map<std::string, std::int64_t> given;
  const auto count = [&](const std::vector<MasterAction>& actions) {
    for (const auto& action : actions) {
      const auto* send = std::get_if<SendToWorker>(&action);
      if (send == nullptr) continue;
      const auto* spawn = std::get_if<Spawn>(&send->body);
      const auto* rebalance = std::get_if<Rebalance>(&send->body);
      if (spawn == nullptr && rebalance == nullptr) continue;
      const auto& order = spawn != nullptr ? spawn->order : rebalance->order;
      for (const auto& group : order.groups) given[send->worker] += group.iterations;
    }
  };
  for (auto& [id, status] : statuses) {
    status.sequence = 1;
    count(say(id, Prepared{status, {}}));
  }
  EXPECT_EQ(given["w0"], 20);
  EXPECT_EQ(given["w1"], 20);
  statuses["w1"].sequence = 2;
  statuses["w1"].applied = 1;
  static_cast<void>(say("w1", Spawning{statuses["w1"]}));
  count(say("w0", Quit{true}));
  EXPECT_EQ(given["w0"], 20);
  EXPECT_EQ(given["w1"], 40);
  // What it said before its goodbye, and comes late, does not bring it back.
  static_cast<void>(say("w0", ClientReady{}));
  EXPECT_EQ(master.liveWorkers(), 1U);
  ASSERT_EQ(master.figures(clock.now()).departed.size(), 1U);
  EXPECT_TRUE(master.figures(clock.now()).departed.front().complete);
}

TEST_F(MasterLossesTest, AnEarlierRunThatIsIncompleteIsNotForgotten) {
  for (const bool allowed : {false, true}) {
    Simulation simulation(3);
    for (const char* id : {"w0", "w1"}) simulation.addWorker(id);
    simulation.run(seconds(2));
    runner::RunProfile profile;
    profile.spawn_count = 4;
    profile.spawn_rate = 100;
    profile.allow_lost_workers = allowed;
    simulation.start(profile, 1);
    simulation.run(seconds(3));
    simulation.node("w0").alive = false;
    simulation.run(seconds(5));
    simulation.command(StopCommand{2});
    simulation.run(seconds(5));
    profile.allow_lost_workers = false;
    simulation.start(profile, 3);
    simulation.run(seconds(3));
    simulation.command(StopCommand{4});
    simulation.run(seconds(3));
    EXPECT_EQ(simulation.overs.back().text, "");
    simulation.command(QuitCommand{});
    simulation.run(seconds(5));
    ASSERT_TRUE(simulation.outcome);
    EXPECT_EQ(simulation.outcome->counted_all, allowed);
  }
}

TEST_F(MasterLossesTest, ReportsComeSlowerWhenAFleetHasManyRows) {
  hrp::testing::FakeClock clock;
  MasterMachine master({}, clock.now());
  MuteWorker worker(master);
  worker.say(ClientReady{kProtocolVersion, "linux", "amd64", worker.status()}, clock.now());
  worker.take(master.step(StartCommand{1, {}, {}}, clock.now()));
  worker.say(Prepared{worker.status(), {}}, clock.now());
  std::uint64_t number = 0;
  const auto intervalAfter = [&](std::size_t rows) {
    base::Duration interval{};
    for (int i = 0; i < 2; ++i) {
      Stats report{worker.share_.run, ++number, {{0, {}}}};
      for (std::size_t row = 0; row < rows; ++row) {
        report.parts[0].slice.rows[{"t", std::to_string(row)}] = {};
      }
      clock.advance(milliseconds(100));
      const FromWorker event{"mute", "", {report, "mute"}};
      for (const auto& action : master.step(event, clock.now())) {
        const auto* send = std::get_if<SendToWorker>(&action);
        const auto* ack = send == nullptr ? nullptr : std::get_if<StatsAck>(&send->body);
        if (ack != nullptr) interval = ack->interval;
      }
      static_cast<void>(master.step(MasterTick{}, clock.now()));
    }
    return interval;
  };
  EXPECT_EQ(intervalAfter(10), milliseconds(100));
  EXPECT_EQ(intervalAfter(997), milliseconds(200));
  EXPECT_EQ(intervalAfter(2'497), milliseconds(500));
  EXPECT_EQ(intervalAfter(9'000), seconds(1));
}

}  // namespace
}  // namespace hrp::cluster
