// Rows and meetings of whole fleets over a network that loses, delays, repeats and cuts off.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "unit/cluster/simulation.hpp"

namespace hrp::cluster {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kFleets = 15;
#elif defined(NDEBUG)
constexpr std::uint64_t kFleets = 400;
#else
constexpr std::uint64_t kFleets = 30;
#endif

engine::FleetPlan rows(std::uint64_t count, std::uint64_t end, bool unique) {
  return {{{.program = 0, .rows = count, .end = end, .unique = unique}}, {}};
}

struct Fleet {
  Fleet(std::uint64_t seed, const engine::FleetPlan& plan)
      : random(seed * 31), simulation(seed, plan) {
    if (seed % 3 == 0) simulation.throughCodec();
    for (int i = 0; i < 4; ++i) simulation.addWorker("w" + std::to_string(i));
    simulation.run(seconds(1));
  }
  void spoil() {
    simulation.network().faults = {random.between(0, 0.15), random.between(0, 0.2),
                                   milliseconds(1 + random.below(200))};
  }
  void start(std::int64_t users, std::int64_t loops = 0) {
    runner::RunProfile profile;
    profile.spawn_count = users;
    profile.spawn_rate = 1000;
    profile.loop_count = loops;
    simulation.start(profile);
    ASSERT_TRUE(simulation.runUntil([&] { return simulation.decisions.contains(1); }, seconds(60)));
  }
  bool runToTheEnd() {
    return simulation.runUntil([&] { return !simulation.overs.empty(); }, seconds(300));
  }
  std::map<std::uint64_t, int> taken() {
    std::map<std::uint64_t, int> times;
    for (auto& [id, node] : simulation.nodes()) {
      for (const auto number : node->rows.taken) ++times[number];
    }
    return times;
  }
  std::string describe() {
    std::string text;
    for (auto& [id, node] : simulation.nodes()) {
      const auto& machine = node->session.machine();
      text += id + (node->alive ? "" : " dead") + ": state " +
              std::to_string(static_cast<int>(machine.state())) + ", users " +
              std::to_string(machine.users()) + ", ending " +
              std::to_string(static_cast<int>(machine.ending())) + ", rows " +
              std::to_string(node->rows.taken.size()) + "\n";
    }
    return text;
  }
  base::Random random;
  Simulation simulation;
};

TEST(MasterFleet, UniqueRowsAreTakenOnceAndThenTheRunEnds) {
  for (std::uint64_t seed = 1; seed <= kFleets && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::uint64_t count = 20 + seed * 7 % 300;
    Fleet fleet(seed, rows(count, count, true));
    fleet.spoil();
    fleet.start(8);
    ASSERT_TRUE(fleet.runToTheEnd());
    EXPECT_EQ(fleet.simulation.overs[0].reason, stats::EndReason::kLoopCount);
    for (const auto& [number, times] : fleet.taken()) EXPECT_EQ(times, 1) << number;
    const bool nobody_lost = fleet.simulation.overs[0].text.empty();
    EXPECT_TRUE(!nobody_lost || fleet.taken().size() == count);
  }
}

TEST(MasterFleet, UniqueRowsAreNeverTakenTwiceWhenWorkersAreLostAndJoin) {
  for (std::uint64_t seed = 1; seed <= kFleets && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Fleet fleet(seed, rows(600, 600, true));
    fleet.spoil();
    fleet.start(8);
    fleet.simulation.run(milliseconds(fleet.random.below(3'000)));
    fleet.simulation.node("w0").alive = false;
    fleet.simulation.network().cutOff(
        "w1", fleet.simulation.clock().now() + milliseconds(fleet.random.below(18'000)));
    fleet.simulation.run(milliseconds(fleet.random.below(3'000)));
    fleet.simulation.addWorker("late");
    if (seed % 2 == 0) fleet.simulation.leave("w2");
    ASSERT_TRUE(fleet.runToTheEnd()) << fleet.describe();
    for (const auto& [number, times] : fleet.taken()) EXPECT_EQ(times, 1) << number;
    EXPECT_EQ(fleet.simulation.overs[0].reason, stats::EndReason::kLoopCount);
  }
}

TEST(MasterFleet, SequentialRowsAreEachTakenAsOftenAsTheOthers) {
  for (std::uint64_t seed = 1; seed <= kFleets && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Fleet fleet(seed, rows(10 + seed % 40, 0, false));
    fleet.spoil();
    fleet.start(5, 24);
    ASSERT_TRUE(fleet.runToTheEnd());
    if (!fleet.simulation.overs[0].text.empty()) continue;  // a worker seemed lost
    const auto taken = fleet.taken();
    ASSERT_EQ(taken.size(), 120U);
    EXPECT_EQ(taken.rbegin()->first, 119U);
  }
}

TEST(MasterFleet, RowsOfADeadWorkerAreTakenByTheOthers) {
  for (std::uint64_t seed = 1; seed <= kFleets && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Fleet fleet(seed, rows(50, 400, false));
    fleet.start(8);
    fleet.simulation.run(milliseconds(fleet.random.below(3'000)));
    fleet.simulation.node("w3").alive = false;
    ASSERT_TRUE(fleet.runToTheEnd());
    EXPECT_EQ(fleet.taken().size(), 400U);
    std::map<std::uint64_t, int> living;
    for (auto& [id, node] : fleet.simulation.nodes()) {
      if (id == "w3") continue;
      for (const auto number : node->rows.taken) EXPECT_EQ(++living[number], 1);
    }
  }
}

TEST(MasterFleet, UsersOfAllWorkersMeet) {
  engine::FleetPlan plan = rows(1'000'000, 0, false);
  plan.points.push_back({.number = 6, .timeout = seconds(60)});
  for (std::uint64_t seed = 1; seed <= kFleets / 3; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Fleet fleet(seed, plan);
    fleet.spoil();
    fleet.start(8);
    fleet.simulation.run(seconds(30));
    // Two users each: no worker could release six of them alone.
    for (auto& [id, node] : fleet.simulation.nodes()) EXPECT_GT(node->rows.released, 3U) << id;
  }
}

TEST(MasterFleet, ALostWorkerHoldsNobodyUp) {
  engine::FleetPlan plan = rows(1'000'000, 0, false);
  plan.points.push_back({.percent = 1, .timeout = seconds(600)});
  Fleet fleet(4, plan);
  fleet.start(8);
  fleet.simulation.run(seconds(5));
  const auto before = fleet.simulation.node("w1").rows.released;
  EXPECT_GT(before, 3U);
  fleet.simulation.node("w0").alive = false;
  fleet.simulation.run(seconds(10));
  EXPECT_GT(fleet.simulation.node("w1").rows.released, before + 5);
}

TEST(MasterFleet, ClaimsOfAnotherRunAreAnsweredAndForgotten) {
  Simulation simulation(1, rows(10, 10, true));
  simulation.addWorker("w");
  simulation.run(seconds(1));
  runner::FleetClaim old;
  old.sequence = 9;
  const auto actions = simulation.master().step(FromWorker{"w", "", {Needs{{"old", 1}, old}, "w"}},
                                                simulation.clock().now());
  const auto answer = std::find_if(actions.begin(), actions.end(), [](const MasterAction& action) {
    const auto* send = std::get_if<SendToWorker>(&action);
    return send != nullptr && std::holds_alternative<Grants>(send->body);
  });
  ASSERT_NE(answer, actions.end());
  const auto& grants = std::get<Grants>(std::get<SendToWorker>(*answer).body);
  EXPECT_EQ(grants.grant.claim, 9U);
  EXPECT_TRUE(grants.grant.words.empty());
}

}  // namespace
}  // namespace hrp::cluster
