// How the master takes the workers' messages: strangers, repeats, failures, lost shares.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "unit/cluster/simulation.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using std::chrono::seconds;
using ::testing::HasSubstr;

class MasterMessagesTest : public ::testing::Test {
 protected:
  template <class T>
  static std::optional<T> sent(const std::vector<MasterAction>& actions) {
    for (const auto& action : actions) {
      const auto* send = std::get_if<SendToWorker>(&action);
      if (send == nullptr) continue;
      if (const T* body = std::get_if<T>(&send->body)) return *body;
    }
    return std::nullopt;
  }
  std::vector<MasterAction> tell(const Body& body, const std::string& peer = "w") {
    return machine_.step(FromWorker{peer, "10.0.0.1", {body, "w"}}, clock_.now());
  }
  hrp::testing::FakeClock clock_;
  MasterMachine machine_{{}, clock_.now()};
};

TEST_F(MasterMessagesTest, AsksStrangersForTheirName) {
  const auto ack = sent<Ack>(tell(WorkerHeartbeat{}));
  ASSERT_TRUE(ack);
  EXPECT_FALSE(ack->known);
  EXPECT_EQ(machine_.liveWorkers(), 0U);
  EXPECT_TRUE(sent<Ack>(tell(ClientReady{}))->known);
  EXPECT_EQ(machine_.liveWorkers(), 1U);
  EXPECT_EQ(machine_.figures(clock_.now()).workers[0].ip, "10.0.0.1");
}

TEST_F(MasterMessagesTest, RefusesAnotherVersionAndAnotherName) {
  ClientReady ready;
  ready.version = 99;
  EXPECT_THAT(sent<Ack>(tell(ready))->refused, HasSubstr("version"));
  EXPECT_TRUE(tell(ClientReady{}, "somebody else").empty());
  EXPECT_EQ(machine_.liveWorkers(), 0U);
}

TEST_F(MasterMessagesTest, AcknowledgesReportsOfAnUnknownRunSoThatTheyEnd) {
  static_cast<void>(tell(ClientReady{}));
  const auto actions = tell(Stats{"old", 3, {}});
  ASSERT_TRUE(sent<StatsAck>(actions));
  EXPECT_EQ(sent<StatsAck>(actions)->number, 3U);
  for (const auto& action : actions) EXPECT_FALSE(std::holds_alternative<RunCounted>(action));
}

TEST_F(MasterMessagesTest, RefusesReportsFarAheadSoThatTheyComeAgain) {
  static_cast<void>(tell(ClientReady{}));
  const auto prepare = sent<Prepare>(machine_.step(StartCommand{1, {}, {}}, clock_.now()));
  ASSERT_TRUE(prepare);
  for (const std::uint64_t number : {ReportLedger::kAhead + 1, std::uint64_t{0}}) {
    EXPECT_TRUE(tell(Stats{prepare->id.run, number, {}}).empty());
  }
  EXPECT_TRUE(sent<StatsAck>(tell(Stats{prepare->id.run, ReportLedger::kAhead, {}})));
}

TEST_F(MasterMessagesTest, NamesTheWorkerThatWasStrained) {
  Simulation simulation(1);
  simulation.addWorker("w0");
  simulation.run(seconds(2));
  simulation.start({});
  simulation.run(seconds(1));
  stats::Slice slice;
  slice.generator.addStrain("thread 0", {1, 1, 0, 5'000, 100});
  const std::string run = simulation.node("w0").loaded.run;
  const auto actions = simulation.master().step(
      FromWorker{"w0", "10.0.0.1", {Stats{run, 40, {{1, slice}}}, "w0"}}, simulation.clock().now());
  std::optional<RunCounted> counted;
  for (const auto& action : actions) {
    if (const auto* found = std::get_if<RunCounted>(&action)) counted = *found;
  }
  ASSERT_TRUE(counted);
  const auto& strains = counted->parts.at(0).slice.generator.strains;
  ASSERT_EQ(strains.size(), 1U);
  EXPECT_EQ(strains.begin()->first, "w0 thread 0");
}

TEST_F(MasterMessagesTest, StopsALoadThatBelongsToNoRun) {
  static_cast<void>(tell(ClientReady{}));
  WorkerHeartbeat beat;
  beat.status.sequence = 5;
  beat.status.id = {"old", 1};
  const auto stop = sent<Stop>(tell(beat));
  ASSERT_TRUE(stop);
  EXPECT_EQ(stop->run, "old");
}

TEST_F(MasterMessagesTest, WarnsOfABusyProcessor) {
  static_cast<void>(tell(ClientReady{}));
  WorkerHeartbeat beat;
  beat.usage.machine_cpu_percent = 95;
  static_cast<void>(tell(beat));
  EXPECT_TRUE(machine_.figures(clock_.now()).workers[0].cpu_warning_emitted);
}

TEST(MasterShares, AFailureToPrepareNamesTheWorker) {
  Simulation simulation(1);
  simulation.addWorker("good");
  simulation.addWorker("bad").load_error = "no such function";
  simulation.run(seconds(2));
  runner::RunProfile profile;
  simulation.start(profile);
  simulation.run(seconds(3));
  ASSERT_FALSE(simulation.decisions.at(1));
  EXPECT_EQ(simulation.decisions.at(1).error().message, "worker bad: no such function");
  EXPECT_EQ(simulation.state(), RunState::kReady);
  simulation.node("bad").load_error.reset();
  simulation.start(profile, 2);
  simulation.run(seconds(3));
  EXPECT_TRUE(simulation.decisions.at(2));
}

TEST_F(MasterMessagesTest, AWorkerThatSaysThatItLoadsIsWaitedFor) {
  static_cast<void>(tell(ClientReady{}));
  const auto prepare = sent<Prepare>(machine_.step(StartCommand{1, {}, {}}, clock_.now()));
  ASSERT_TRUE(prepare);
  std::optional<base::Result<>> decided;
  std::uint64_t sequence = 10;
  const auto pass = [&](seconds time, const ShareId& id) {
    for (seconds passed{}; passed < time; passed += seconds(1)) {
      clock_.advance(seconds(1));
      WorkerHeartbeat beat;
      beat.status.sequence = ++sequence;
      beat.status.id = id;
      static_cast<void>(tell(beat));
      for (const auto& action : machine_.step(MasterTick{}, clock_.now())) {
        if (const auto* decision = std::get_if<Decided>(&action)) decided = decision->result;
      }
    }
  };
  pass(seconds(14 * 60), prepare->id);
  EXPECT_FALSE(decided);
  pass(seconds(58), {});
  EXPECT_FALSE(decided);
  pass(seconds(5), {});
  ASSERT_TRUE(decided);
  EXPECT_EQ(decided->error().message, "worker w was not prepared in time");
}

TEST(MasterShares, AFailureThatEveryWorkerWouldHaveEndsTheRun) {
  Simulation simulation(1);
  simulation.throughCodec();
  simulation.addWorker("a");
  simulation.addWorker("b");
  simulation.run(seconds(2));
  runner::RunProfile profile;
  profile.spawn_count = 10;
  profile.spawn_rate = 100;
  simulation.start(profile);
  simulation.run(seconds(3));
  simulation.node("b").target.fatal_for_all = true;
  simulation.node("b").target.fatal = "debugtalk.py: it keeps dying";
  simulation.run(seconds(5));
  ASSERT_EQ(simulation.overs.size(), 1U);
  EXPECT_EQ(simulation.overs[0].reason, stats::EndReason::kError);
  EXPECT_EQ(simulation.overs[0].text, "worker b: debugtalk.py: it keeps dying");
  EXPECT_EQ(simulation.state(), RunState::kStopped);
}

TEST(MasterShares, AFailureOfOneWorkerIsTheOthersWork) {
  Simulation simulation(1);
  simulation.addWorker("a");
  simulation.addWorker("b");
  simulation.run(seconds(2));
  runner::RunProfile profile;
  profile.spawn_count = 10;
  profile.spawn_rate = 100;
  simulation.start(profile);
  simulation.run(seconds(3));
  simulation.node("b").target.fatal = "too many open files";
  simulation.run(seconds(5));
  EXPECT_TRUE(simulation.overs.empty());
  EXPECT_EQ(simulation.state(), RunState::kRunning);
}

TEST(MasterShares, AFrozenWorkerComesBackWithinFourSeconds) {
  Simulation simulation(1);
  simulation.addWorker("a");
  simulation.addWorker("b");
  simulation.run(seconds(2));
  runner::RunProfile profile;
  profile.spawn_count = 6;
  profile.spawn_rate = 10;
  simulation.start(profile);
  simulation.run(seconds(3));
  simulation.node("b").frozen = true;
  simulation.run(seconds(5));
  EXPECT_EQ(simulation.master().figures(simulation.clock().now()).workers[1].state,
            RunState::kMissing);
  EXPECT_EQ(simulation.master().figures(simulation.clock().now()).workers[1].users, 3);
  simulation.node("b").frozen = false;
  simulation.run(seconds(4));
  EXPECT_EQ(simulation.state(), RunState::kRunning);
  EXPECT_EQ(simulation.node("a").session.machine().users(), 3);
  EXPECT_EQ(simulation.node("b").session.machine().users(), 3);
  simulation.command(StopCommand{2});
  simulation.run(seconds(3));
  EXPECT_EQ(simulation.counted, simulation.sent());
}

}  // namespace
}  // namespace hrp::cluster
