// Whole fleets whose workers and master are paused and killed, with joiners that never get ready,
// from seeds. A seed that fails names the rule that it breaks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "simulation.hpp"

namespace hrp::cluster {
namespace {

using base::RunState;
using std::chrono::milliseconds;
using std::chrono::seconds;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t kLossScenarios = 50;
#elif defined(NDEBUG)
constexpr std::uint64_t kLossScenarios = 1'000;
#else
constexpr std::uint64_t kLossScenarios = 100;
#endif

class Losses {
 public:
  explicit Losses(std::uint64_t number) : random(number * 104'729), simulation(number) {
    if (number % 10 == 0) simulation.throughCodec();
    const auto workers = 2 + random.below(4);
    for (std::uint64_t i = 0; i < workers; ++i) simulation.addWorker("w" + std::to_string(i));
    simulation.run(seconds(2));
    if (number % 2 == 0) {
      simulation.network().faults = {random.between(0, 0.1), random.between(0, 0.1),
                                     milliseconds(1 + random.below(100))};
    }
  }

  void begin() {
    runner::RunProfile profile;
    profile.spawn_count = static_cast<std::int64_t>(4 + random.below(20));
    profile.spawn_rate = 5;
    simulation.start(profile);
    ASSERT_TRUE(simulation.runUntil([&] { return simulation.decisions.contains(1); }, seconds(60)));
    ASSERT_TRUE(simulation.decisions.at(1)) << simulation.decisions.at(1).error().message;
    simulation.run(milliseconds(random.below(5'000)));
  }

  void fault() {
    switch (random.below(5)) {
      case 0:
        for (const auto& id : living()) {
          if (simulation.node(id).frozen) simulation.thaw(id);
        }
        break;
      case 1:
        kill();
        break;
      case 2:
        simulation.pauseMaster(milliseconds(500 + random.below(25'000)));
        break;
      case 3:
        // It is heard of, and never says that it is prepared.
        simulation.addWorker("mute" + std::to_string(++mutes)).loads_for_ever = true;
        break;
      default:
        freeze();
        break;
    }
    simulation.run(milliseconds(random.below(6'000)));
  }

  void heal() {
    simulation.network().faults = {};
    for (const auto& id : living()) simulation.thaw(id);
  }

  void expectTheRules() {
    const auto departed = simulation.master().figures(simulation.clock().now()).departed;
    const std::int64_t missing = simulation.sent() - simulation.counted;
    EXPECT_GE(missing, 0) << "rule: nothing is counted that was not sent";
    EXPECT_LE(missing, static_cast<std::int64_t>(stats::mayBeMissing(departed)))
        << "rule: no more is missing than it says";
    const std::string text = simulation.amendments.empty() ? simulation.overs.front().text
                                                           : simulation.amendments.back();
    for (const auto& id : stats::lostWorkers(departed)) {
      EXPECT_TRUE(killed.contains(id)) << "rule: who came back whole is not lost: " << id;
      EXPECT_THAT(text, ::testing::HasSubstr(id)) << "rule: all say the same";
    }
    if (killed.empty()) {
      EXPECT_EQ(missing, 0) << "rule: pauses lose nothing";
      EXPECT_TRUE(stats::isComplete(departed)) << "rule: a total is not called incomplete in vain";
    }
  }

  base::Random random;
  Simulation simulation;
  std::set<std::string> killed;
  int mutes = 0;

 private:
  std::vector<std::string> living() {
    std::vector<std::string> ids;
    for (const auto& [id, node] : simulation.nodes()) {
      if (node->alive && !node->loads_for_ever) ids.push_back(id);
    }
    return ids;
  }
  std::string anyLiving() {
    const auto ids = living();
    return ids[random.below(ids.size())];
  }
  void freeze() { simulation.node(anyLiving()).frozen = true; }
  // One always stays, so that the run goes on.
  void kill() {
    if (living().size() < 2) return;
    const std::string id = anyLiving();
    simulation.node(id).alive = false;
    killed.insert(id);
  }
};

TEST(LossesSimulation, TheRulesHoldForAnyPausesAndKills) {
  std::uint64_t incomplete = 0;
  for (std::uint64_t number = 1; number <= kLossScenarios && !::testing::Test::HasFailure();
       ++number) {
    SCOPED_TRACE("scenario " + std::to_string(number));
    Losses scenario(number);
    auto& simulation = scenario.simulation;
    scenario.begin();
    if (::testing::Test::HasFatalFailure()) return;
    for (int i = 0; i < 5 && simulation.overs.empty(); ++i) scenario.fault();
    if (simulation.overs.empty()) simulation.command(StopCommand{2});
    ASSERT_TRUE(simulation.runUntil([&] { return !simulation.overs.empty(); }, seconds(60)));
    // Whoever wakes now hears of the end before it sends anything but what was under way.
    std::map<std::string, std::int64_t> at_the_end;
    for (auto& [id, node] : simulation.nodes()) {
      if (node->frozen) at_the_end[id] = node->target.requests;
    }
    scenario.heal();
    simulation.run(seconds(8));
    for (const auto& [id, requests] : at_the_end) {
      EXPECT_LE(simulation.node(id).target.requests, requests + 1)
          << "rule: a worker that wakes after the stop sends nothing: " << id;
    }
    EXPECT_EQ(simulation.state(), RunState::kStopped);
    EXPECT_FALSE(simulation.anyLoad());
    scenario.expectTheRules();
    incomplete += scenario.killed.empty() ? 0 : 1;
  }
  EXPECT_GT(incomplete, 0U);
}

}  // namespace
}  // namespace hrp::cluster
