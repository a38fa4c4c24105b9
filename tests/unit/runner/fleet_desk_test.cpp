// Desks and tenants of whole fleets over a network that loses, delays, repeats, reorders and cuts
// off, from seeds. The workers take rows from the feeds of the real engine.

#include "hrp/runner/fleet_desk.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>

#include "engine/fleet/row_feed.hpp"
#include "hrp/runner/fleet_tenant.hpp"
#include "support/fakes/fake_network.hpp"

namespace hrp::runner {
namespace {

using engine::RowSet;
using std::chrono::milliseconds;
using std::chrono::seconds;

#if defined(NDEBUG)
constexpr std::uint64_t kScenarios = 1'000;
#else
constexpr std::uint64_t kScenarios = 40;
#endif

struct Letter {
  FleetClaim claim;
  FleetGrant grant;
};

class FleetSimulation {
 public:
  static constexpr base::Duration kStep = milliseconds(20);
  static constexpr std::size_t kThreads = 2;

  struct Worker {
    explicit Worker(const RowSet& set) : feed(set, kThreads) {}
    engine::RowFeed feed;
    FleetTenant tenant;
    bool alive = true;
    bool missing = false;  // as the master sees it
    std::uint64_t speed = 1;
    std::uint64_t budget = UINT64_MAX;  // iterations left
    std::int64_t waiting = 0;
    bool ended = false;
    std::vector<std::uint64_t> taken;
    base::TimePoint cut_until{};
    base::TimePoint noticed_at{};  // the master finds it dead
  };

  FleetSimulation(const RowSet& set, std::uint64_t seed)
      : network(seed), random(seed * 31 + 7), set_(set), desk_({{set}, {}}) {}

  Worker& add(const std::string& id) {
    return *workers.emplace(id, std::make_unique<Worker>(set_)).first->second;
  }
  void step() {
    now += kStep;
    for (auto& frame : network.take(now)) {
      Worker& worker = *workers.at(frame.worker);
      if (frame.to_master) {
        if (worker.missing && worker.alive && now >= worker.cut_until) comeBack(frame.worker);
        if (!worker.missing) desk_.claim(frame.worker, frame.payload.claim, now);
      } else if (worker.alive) {
        for (const auto& word : worker.tenant.receive(frame.payload.grant).rows) {
          static_cast<void>(worker.feed.apply(word));
        }
      }
    }
    for (auto& [id, worker] : workers) {
      work(id, *worker);
      if (!worker->alive && !worker->missing && now >= worker->noticed_at) lose(id);
    }
    for (auto& [id, grant] : desk_.due(now)) network.send({now, id, false, {{}, grant}});
  }
  bool stepUntil(const std::function<bool()>& reached, base::Duration limit) {
    for (const auto until = now + limit; now < until; step()) {
      if (reached()) return true;
    }
    return false;
  }
  bool finished() const {
    return std::all_of(workers.begin(), workers.end(), [](const auto& entry) {
      const Worker& worker = *entry.second;
      return !worker.alive || worker.ended || worker.budget == 0;
    });
  }
  void lose(const std::string& id) {
    workers.at(id)->missing = true;
    desk_.lost(id);
  }
  void comeBack(const std::string& id) {
    workers.at(id)->missing = false;
    desk_.back(id);
  }
  void crash(const std::string& id) {
    workers.at(id)->alive = false;
    workers.at(id)->noticed_at = now + seconds(3);
  }
  // How often each number was taken.
  std::map<std::uint64_t, int> counts(bool of_the_dead_too = true) const {
    std::map<std::uint64_t, int> all;
    for (const auto& [id, worker] : workers) {
      if (!worker->alive && !of_the_dead_too) continue;
      for (const auto number : worker->taken) ++all[number];
    }
    return all;
  }

  hrp::testing::FakeNetwork<Letter> network;
  base::Random random;
  base::TimePoint now{seconds(1)};
  std::map<std::string, std::unique_ptr<Worker>> workers;
  std::uint64_t longest_lead = 0;  // passes between a taken row and the oldest open one

 private:
  void work(const std::string& id, Worker& worker) {
    if (!worker.alive) return;
    for (; worker.waiting > 0; --worker.waiting) worker.feed.ceaseToWait();
    for (std::uint64_t i = random.below(worker.speed + 1); i > 0 && worker.budget > 0; --i) {
      const auto taken = worker.feed.take(random.below(kThreads));
      if (taken.number) {
        take(worker, *taken.number);
        continue;
      }
      worker.ended = taken.ended;
      worker.waiting = taken.ended ? 0 : static_cast<std::int64_t>(i);
      break;
    }
    if (worker.ended || worker.budget == 0) worker.feed.giveBackAll();
    for (std::int64_t i = worker.waiting; i > 0; --i) worker.feed.wait();
    engine::FleetNeeds needs;
    needs.rows.push_back(worker.feed.need());
    const bool on = !worker.ended && worker.budget > 0;
    needs.rows[0].users = on ? static_cast<std::int64_t>(worker.speed) : 0;
    needs.rows[0].useful = on ? worker.budget : 0;
    worker.tenant.add(needs, now);
    if (auto claim = worker.tenant.due(now)) network.send({now, id, true, {std::move(*claim), {}}});
  }
  void take(Worker& worker, std::uint64_t number) {
    worker.taken.push_back(number);
    if (worker.budget != UINT64_MAX) --worker.budget;
    open_.insert(number);
    while (!open_.empty() && *open_.begin() == oldest_) {
      open_.erase(open_.begin());
      ++oldest_;
    }
    longest_lead =
        std::max(longest_lead, number / set_.rows - std::min(number, oldest_) / set_.rows);
  }

  const RowSet set_;
  FleetDesk desk_;
  std::uint64_t oldest_ = 0;  // the first number that was not taken
  std::set<std::uint64_t> open_;
};

hrp::testing::NetworkFaults bad(base::Random& random) {
  return {random.between(0, 0.3), random.between(0, 0.3), milliseconds(1 + random.below(400))};
}

TEST(FleetDesk, AnOldClaimIsNotBelieved) {
  engine::FleetPlan plan;
  plan.rows.push_back({.rows = 100});
  FleetDesk desk(plan);
  base::TimePoint now{seconds(1)};
  const auto claim = [&](std::uint64_t sequence, std::uint64_t word, std::uint64_t level,
                         std::vector<engine::RowRange> held) {
    now += seconds(1);
    desk.claim("a", {sequence, {{word, 0, level, std::move(held), {}}}, 1, 0, {}}, now);
    return desk.due(now).front().second.words.rows;
  };
  const auto words = claim(1, 0, 10, {});
  ASSERT_EQ(words.size(), 1U);
  EXPECT_TRUE(claim(3, 1, 10, words[0].ranges).empty());
  EXPECT_TRUE(claim(2, 1, 30, words[0].ranges).empty());  // it wanted more before
}

TEST(FleetDesk, EachSequentialRowIsTakenOnceBeforeAnyIsTakenAgain) {
  for (std::uint64_t seed = 1; seed <= kScenarios && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    FleetSimulation fleet({.rows = 40 + seed % 60}, seed);
    const auto workers = 2 + fleet.random.below(6);
    std::uint64_t all = 0;
    for (std::uint64_t i = 0; i < workers; ++i) {
      auto& worker = fleet.add("w" + std::to_string(i));
      worker.speed = 1 + fleet.random.below(2);
      worker.budget = 10 + fleet.random.below(60);
      all += worker.budget;
    }
    fleet.network.faults = bad(fleet.random);
    ASSERT_TRUE(fleet.stepUntil([&] { return fleet.finished(); }, seconds(600)));
    const auto counts = fleet.counts();
    ASSERT_EQ(counts.size(), all);
    EXPECT_EQ(counts.rbegin()->first, all - 1);  // so the numbers are 0 … all - 1, each once
  }
}

TEST(FleetDesk, NoRowIsTakenAgainBeforeItsPassIsOver) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    FleetSimulation fleet({.rows = 600}, seed);
    for (int i = 0; i < 3; ++i) {
      auto& worker = fleet.add("w" + std::to_string(i));
      worker.speed = 1 + fleet.random.below(3);
      worker.budget = 900;
    }
    fleet.network.faults = {0.01, 0.05, milliseconds(20)};
    ASSERT_TRUE(fleet.stepUntil([&] { return fleet.finished(); }, seconds(600)));
    EXPECT_EQ(fleet.counts().size(), 2'700U);
    EXPECT_EQ(fleet.longest_lead, 0U);
  }
}

TEST(FleetDesk, UniqueRowsAreTakenAtMostOnceWhoeverIsLostOrJoins) {
  for (std::uint64_t seed = 1; seed <= kScenarios && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::uint64_t rows = 20 + seed % 200;
    FleetSimulation fleet({.rows = rows, .end = rows, .unique = true}, seed);
    for (int i = 0; i < 4; ++i)
      fleet.add("w" + std::to_string(i)).speed = 1 + fleet.random.below(4);
    fleet.network.faults = bad(fleet.random);
    const auto pause = [&] {
      return fleet.stepUntil([&] { return fleet.finished(); },
                             milliseconds(fleet.random.below(900)));
    };
    pause();
    fleet.crash("w0");
    pause();
    fleet.lose("w1");
    fleet.workers.at("w1")->cut_until = fleet.now + seconds(2);
    fleet.network.cutOff("w1", fleet.now + seconds(2));
    fleet.add("late").speed = 3;
    ASSERT_TRUE(fleet.stepUntil([&] { return fleet.finished(); }, seconds(120)));
    const auto counts = fleet.counts();
    for (const auto& [number, times] : counts) {
      EXPECT_EQ(times, 1) << number;
      EXPECT_LT(number, rows);
    }
    // Only what the dead one held, or the lost one while the others ended, may be missing.
    EXPECT_GE(counts.size(), rows / 4);
  }
}

TEST(FleetDesk, UniqueRowsAreAllTakenWhenNobodyIsLost) {
  for (std::uint64_t seed = 1; seed <= kScenarios / 3 && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::uint64_t rows = 1 + seed % 90;
    FleetSimulation fleet({.rows = rows, .end = rows, .unique = true}, seed);
    for (int i = 0; i < 5; ++i)
      fleet.add("w" + std::to_string(i)).speed = 1 + fleet.random.below(4);
    fleet.workers.at("w0")->budget = 2;  // it gives back what it does not use
    fleet.network.faults = bad(fleet.random);
    ASSERT_TRUE(fleet.stepUntil([&] { return fleet.finished(); }, seconds(300)));
    EXPECT_EQ(fleet.counts().size(), rows);
  }
}

TEST(FleetDesk, WhatADeadWorkerDidNotReportIsTakenByOthers) {
  for (std::uint64_t seed = 1; seed <= kScenarios && !::testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const std::uint64_t limit = 50 + seed % 170;
    FleetSimulation fleet({.rows = 30 + seed % 50, .end = limit}, seed);
    for (int i = 0; i < 3; ++i)
      fleet.add("w" + std::to_string(i)).speed = 1 + fleet.random.below(3);
    fleet.network.faults = bad(fleet.random);
    fleet.stepUntil([&] { return fleet.finished(); }, milliseconds(fleet.random.below(2'000)));
    fleet.crash("w1");
    ASSERT_TRUE(fleet.stepUntil([&] { return fleet.finished(); }, seconds(300)));
    for (const auto& [number, times] : fleet.counts(false)) EXPECT_EQ(times, 1) << number;
    const auto counts = fleet.counts();
    EXPECT_EQ(counts.size(), limit);
    EXPECT_EQ(counts.rbegin()->first, limit - 1);
  }
}

TEST(FleetDesk, ManyShortPassesDoNotWaitForTheNetwork) {
  FleetSimulation fleet({.rows = 2}, 5);
  fleet.add("a").speed = 40;
  fleet.add("b").speed = 40;
  fleet.network.faults = {0, 0, milliseconds(30)};
  fleet.stepUntil([] { return false; }, seconds(6));
  const auto before = fleet.workers.at("a")->taken.size();
  fleet.stepUntil([] { return false; }, seconds(2));
  // 100 steps of 20 rows on the average, when it never has to wait.
  EXPECT_GT(fleet.workers.at("a")->taken.size() - before, 1'000U);
}

}  // namespace
}  // namespace hrp::runner
