// Whole fleets that follow the line of --stages, alone on a good network and over one that loses,
// delays, repeats, reorders and cuts off.

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "hrp/base/random.hpp"
#include "simulation.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using std::chrono::milliseconds;
using std::chrono::seconds;

runner::RunProfile along(base::Stages stages) {
  runner::RunProfile profile;
  profile.stages = std::move(stages);
  return profile;
}

void addWorkers(Simulation& simulation, int count) {
  for (int i = 0; i < count; ++i) simulation.addWorker("w" + std::to_string(i));
  simulation.run(seconds(2));
}

// The users of the fleet, every 100 ms of a run.
std::vector<std::int64_t> shapeOf(int workers, const base::Stages& stages) {
  Simulation simulation(static_cast<std::uint64_t>(workers));
  simulation.throughCodec();
  addWorkers(simulation, workers);
  simulation.start(along(stages));
  EXPECT_TRUE(simulation.runUntil([&] { return simulation.users() > 0; }, seconds(5)));
  std::vector<std::int64_t> shape;
  while (simulation.overs.empty() && shape.size() < 1'000) {
    shape.push_back(simulation.users());
    simulation.run(milliseconds(100));
  }
  EXPECT_EQ(simulation.overs.size(), 1U);
  EXPECT_EQ(simulation.overs.front().reason, stats::EndReason::kRunTime);
  EXPECT_EQ(simulation.counted, simulation.sent());
  return shape;
}

TEST(StagesSimulation, TheShapeIsTheSameForAnyNumberOfWorkers) {
  const base::Stages stages{{seconds(10), 70}, {seconds(5), 70}, {seconds(10), 0}};
  for (const int workers : {1, 2, 7}) {
    SCOPED_TRACE(std::to_string(workers) + " workers");
    const auto shape = shapeOf(workers, stages);
    EXPECT_NEAR(static_cast<double>(shape.size()), 250, 8);
    // Each worker hears of the start within 0.2 s, and acts on the line every 0.1 s.
    for (std::size_t i = 0; i < std::min<std::size_t>(shape.size(), 245); ++i) {
      const double line = base::valueAt(stages, milliseconds(100) * (i + 1));
      EXPECT_NEAR(static_cast<double>(shape[i]), line, 4) << i;
    }
  }
}

TEST(StagesSimulation, WorkersThatComeAndGoDoNotMoveTheLine) {
  Simulation simulation(3);
  addWorkers(simulation, 2);
  simulation.start(along({{seconds(10), 60}, {seconds(60), 60}, {seconds(10), 12}}));
  simulation.run(seconds(16));
  EXPECT_EQ(simulation.users(), 60);
  EXPECT_EQ(simulation.state(), RunState::kRunning);
  EXPECT_EQ(simulation.master().figures(simulation.clock().now()).target_users, 60);
  simulation.command(RebalanceCommand{2, {.spawn_count = 5}});
  ASSERT_TRUE(simulation.decisions.contains(2));
  EXPECT_EQ(simulation.decisions.at(2).error().message, "the users of this run follow its stages");
  simulation.addWorker("another");
  simulation.run(seconds(5));
  for (const auto& [id, node] : simulation.nodes()) {
    EXPECT_EQ(node->session.machine().users(), 20) << id;
  }
  simulation.node("w0").alive = false;
  simulation.run(seconds(6));
  EXPECT_EQ(simulation.users(), 60);
  EXPECT_EQ(simulation.node("w1").session.machine().users(), 30);
  // The end waits 10 s for the reports of the one that died.
  EXPECT_TRUE(simulation.runUntil([&] { return !simulation.overs.empty(); }, seconds(70)));
  EXPECT_EQ(simulation.overs.front().reason, stats::EndReason::kRunTime);
  EXPECT_FALSE(simulation.anyLoad());
}

TEST(StagesSimulation, AFleetIsOnTheLineAgainAfterFaultsAndCountsExactly) {
  for (std::uint64_t number = 1; number <= 60 && !HasFailure(); ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Simulation simulation(number);
    if (number % 10 == 0) simulation.throughCodec();
    base::Random random(number * 7919);
    addWorkers(simulation, 1 + static_cast<int>(random.below(5)));
    const auto top = static_cast<double>(1 + random.below(40));
    simulation.start(along({{seconds(20), top}, {seconds(60), top}, {seconds(10), 0}}));
    ASSERT_TRUE(simulation.runUntil([&] { return simulation.decisions.contains(1); }, seconds(60)));
    simulation.network().faults = {random.between(0, 0.2), random.between(0, 0.2),
                                   milliseconds(1 + random.below(400))};
    for (int i = 0; i < 3; ++i) {
      const auto until = simulation.clock().now() + milliseconds(500 + random.below(12'000));
      simulation.network().cutOff("w0", until);
      if (random.below(2) == 0) simulation.addWorker("late" + std::to_string(i));
      simulation.run(milliseconds(random.below(6'000)));
    }
    simulation.network().faults = {};
    simulation.network().cutOff("w0", simulation.clock().now());
    simulation.run(seconds(20));
    if (simulation.overs.empty()) {
      EXPECT_EQ(simulation.users(), static_cast<std::int64_t>(top));
    }
    EXPECT_TRUE(simulation.runUntil([&] { return !simulation.overs.empty(); }, seconds(120)));
    simulation.run(seconds(6));
    EXPECT_FALSE(simulation.anyLoad());
    EXPECT_EQ(simulation.counted, simulation.sent());
  }
}

}  // namespace
}  // namespace hrp::cluster
