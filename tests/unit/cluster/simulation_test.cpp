// Whole fleets over a network that loses, delays, repeats, reorders and cuts off, from seeds.

#include "simulation.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hrp::cluster {
namespace {

using base::RunState;
using std::chrono::milliseconds;
using std::chrono::seconds;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kScenarios = 100;
#elif defined(NDEBUG)
constexpr std::uint64_t kScenarios = 4'000;
#else
constexpr std::uint64_t kScenarios = 400;
#endif

runner::RunProfile users(std::int64_t count) {
  runner::RunProfile profile;
  profile.spawn_count = count;
  profile.spawn_rate = 10;
  return profile;
}

struct Scenario {
  explicit Scenario(std::uint64_t number) : random(number * 7919), simulation(number) {
    if (number % 10 == 0) simulation.throughCodec();
    workers = 1 + static_cast<int>(random.below(5));
    for (int i = 0; i < workers; ++i) simulation.addWorker("w" + std::to_string(i));
    simulation.run(seconds(2));
    simulation.network().faults = {random.between(0, 0.2), random.between(0, 0.2),
                                   milliseconds(1 + random.below(400))};
  }

  std::string anyWorker() {
    return "w" + std::to_string(random.below(static_cast<std::uint64_t>(workers)));
  }
  void fault() {
    const std::string id = anyWorker();
    const auto length = milliseconds(500 + random.below(20'000));
    switch (random.below(4)) {
      case 0:
        simulation.network().cutOff(id, simulation.clock().now() + length);
        break;
      case 1:
        if (simulation.node(id).frozen) {
          simulation.thaw(id);
        } else {
          simulation.node(id).frozen = true;
        }
        break;
      case 2:
        simulation.addWorker("late" + std::to_string(++late));
        break;
      default:
        break;
    }
    simulation.run(milliseconds(random.below(4'000)));
  }
  void heal() {
    simulation.network().faults = {};
    for (auto& [id, node] : simulation.nodes()) {
      simulation.thaw(id);
      simulation.network().cutOff(id, simulation.clock().now());
    }
  }
  void expectQuiet() {
    EXPECT_TRUE(simulation.runUntil([this] { return !simulation.overs.empty(); }, seconds(120)));
    simulation.run(seconds(6));
    EXPECT_EQ(simulation.overs.size(), 1U);
    EXPECT_EQ(simulation.state(), RunState::kStopped);
    EXPECT_FALSE(simulation.anyLoad());
    EXPECT_EQ(simulation.counted, simulation.sent());
    for (auto& [id, node] : simulation.nodes()) {
      EXPECT_EQ(node->runs_began, node->runs_ended) << id;
    }
  }

  base::Random random;
  Simulation simulation;
  int workers = 0;
  int late = 0;
};

TEST(Simulation, CountsExactlyWhatWasSentAndEvensOutAfterHealing) {
  for (std::uint64_t number = 1; number <= kScenarios && !HasFailure(); ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Scenario scenario(number);
    auto& simulation = scenario.simulation;
    const auto count = static_cast<std::int64_t>(1 + scenario.random.below(30));
    simulation.start(users(count));
    ASSERT_TRUE(simulation.runUntil([&] { return simulation.decisions.contains(1); }, seconds(60)));
    ASSERT_TRUE(simulation.decisions.at(1)) << simulation.decisions.at(1).error().message;
    for (int i = 0; i < 5; ++i) scenario.fault();
    const bool over = !simulation.overs.empty();
    scenario.heal();
    if (!over) {
      simulation.run(seconds(12));
      EXPECT_EQ(simulation.users(), count);
      EXPECT_EQ(simulation.state(), RunState::kRunning);
      std::int64_t low = count;
      std::int64_t high = 0;
      for (auto& [id, node] : simulation.nodes()) {
        low = std::min(low, node->session.machine().users());
        high = std::max(high, node->session.machine().users());
      }
      EXPECT_LE(high - low, 1);
      simulation.command(StopCommand{2});
    }
    scenario.expectQuiet();
  }
}

TEST(Simulation, CountsExactlyWhenTheEndComesAmongFaults) {
  std::int64_t all = 0;
  for (std::uint64_t number = 1; number <= kScenarios && !HasFailure(); ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Scenario scenario(number);
    auto& simulation = scenario.simulation;
    auto profile = users(static_cast<std::int64_t>(1 + scenario.random.below(20)));
    const bool loops = number % 2 == 0;
    if (loops) profile.loop_count = static_cast<std::int64_t>(1 + scenario.random.below(60));
    if (!loops) profile.run_time = milliseconds(1'000 + scenario.random.below(9'000));
    simulation.start(profile);
    ASSERT_TRUE(simulation.runUntil([&] { return simulation.decisions.contains(1); }, seconds(60)));
    for (int i = 0; i < 5; ++i) scenario.fault();
    scenario.heal();
    scenario.expectQuiet();
    all += simulation.counted;
    if (loops && simulation.overs.front().reason == stats::EndReason::kLoopCount) {
      EXPECT_GE(simulation.counted, profile.spawn_count * profile.loop_count);
    }
  }
  EXPECT_GT(all, 0);
}

TEST(Simulation, LoopCountIsExactOnALossyNetworkWithoutLostWorkers) {
  for (std::uint64_t number = 1; number <= kScenarios / 4 && !HasFailure(); ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Scenario scenario(number);
    auto& simulation = scenario.simulation;
    simulation.network().faults.loss = std::min(simulation.network().faults.loss, 0.02);
    auto profile = users(static_cast<std::int64_t>(1 + scenario.random.below(20)));
    profile.loop_count = static_cast<std::int64_t>(1 + scenario.random.below(40));
    simulation.start(profile);
    scenario.expectQuiet();
    if (simulation.overs.front().text.empty()) {
      EXPECT_EQ(simulation.counted, profile.spawn_count * profile.loop_count);
      EXPECT_EQ(simulation.overs.front().reason, stats::EndReason::kLoopCount);
    }
  }
}

TEST(Simulation, CrashedWorkersNeverMakeTheMasterCountTooMuch) {
  for (std::uint64_t number = 1; number <= kScenarios / 4 && !HasFailure(); ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Scenario scenario(number);
    auto& simulation = scenario.simulation;
    simulation.addWorker("w" + std::to_string(scenario.workers++));
    simulation.run(seconds(3));
    simulation.start(users(12));
    simulation.run(milliseconds(scenario.random.below(15'000)));
    auto& crashed = simulation.node(scenario.anyWorker());
    crashed.alive = false;
    simulation.run(seconds(15));
    scenario.heal();
    simulation.run(seconds(12));
    EXPECT_EQ(simulation.users(), 12);
    simulation.command(StopCommand{2});
    EXPECT_TRUE(simulation.runUntil([&] { return !simulation.overs.empty(); }, seconds(60)));
    simulation.run(seconds(5));
    EXPECT_LE(simulation.counted, simulation.sent());
    EXPECT_GE(simulation.counted, simulation.sent() - crashed.target.requests);
    EXPECT_FALSE(simulation.anyLoad());
  }
}

TEST(Simulation, ARestartedMasterHasItsWorkersWithinFiveSeconds) {
  for (std::uint64_t number = 1; number <= kScenarios / 10 && !HasFailure(); ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Simulation simulation(number);
    base::Random random(number);
    for (int i = 0; i < 3; ++i) simulation.addWorker("w" + std::to_string(i));
    simulation.run(seconds(2));
    simulation.start(users(9));
    simulation.run(milliseconds(random.below(8'000)));
    simulation.killMaster();
    simulation.run(milliseconds(random.below(25'000)));
    simulation.startMaster({});
    simulation.run(seconds(5));
    EXPECT_EQ(simulation.master().liveWorkers(), 3U);
    EXPECT_FALSE(simulation.anyLoad());
    simulation.counted = 0;
    const std::int64_t before = simulation.sent();
    simulation.start(users(9), 5);
    simulation.run(seconds(6));
    EXPECT_EQ(simulation.users(), 9);
    simulation.command(StopCommand{6});
    simulation.run(seconds(5));
    EXPECT_EQ(simulation.state(), RunState::kStopped);
    EXPECT_EQ(simulation.counted, simulation.sent() - before);
  }
}

}  // namespace
}  // namespace hrp::cluster
