#include "engine/fleet/fleet_share.hpp"

#include <utility>

#include "hrp/testcase/program.hpp"

namespace hrp::engine {

FleetShare::FleetShare(const testcase::Workload& workload, std::size_t threads,
                       std::function<void()> attention)
    : feeds_(workload.programs.size()), attention_(std::move(attention)) {
  const FleetPlan plan = fleetPlanOf(workload);
  for (const RowSet& set : plan.rows) {
    feeds_[set.program] = std::make_unique<RowFeed>(set, threads);
    sets_.push_back(feeds_[set.program].get());
  }
  meetings.reset(plan.points);
}

void FleetShare::askForAttention() {
  if (attention_ && !asked_.exchange(true, std::memory_order_acq_rel)) attention_();
}

void FleetShare::ordered(const std::vector<SpawnGroup>& groups) {
  for (const SpawnGroup& group : groups) {
    if (group.count <= 0) continue;
    unbounded_ = unbounded_ || group.iterations == 0;
    iterations_ += static_cast<std::uint64_t>(group.iterations);
  }
}

FleetShare::Applied FleetShare::apply(const FleetWords& words) {
  Applied applied;
  for (const RowWord& word : words.rows) {
    if (word.set < sets_.size() && sets_[word.set]->apply(word)) applied.rows = true;
  }
  if (words.meetings.number > 0) applied.releases = meetings.apply(words.meetings);
  return applied;
}

FleetNeeds FleetShare::needs(const Users& users) {
  asked_.store(false, std::memory_order_release);
  FleetNeeds needs;
  needs.users = users.alive;
  std::uint64_t started = 0;
  for (RowFeed* feed : sets_) {
    if (users.asked_for == 0 && users.alive == 0) feed->giveBackAll();
    needs.rows.push_back(feed->need());
    needs.rows.back().users = users.asked_for;
    started += needs.rows.back().started;
  }
  for (RowNeed& need : needs.rows) {
    if (users.asked_for == 0) {
      need.useful = 0;
    } else if (!unbounded_) {
      need.useful = iterations_ > started ? iterations_ - started : 0;
    }
  }
  meetings.describe(needs);
  return needs;
}

}  // namespace hrp::engine
