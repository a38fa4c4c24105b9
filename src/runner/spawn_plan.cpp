#include "hrp/runner/spawn_plan.hpp"

#include <algorithm>
#include <numeric>

#include "hrp/base/assert.hpp"

namespace hrp::runner {
namespace {

using engine::SpawnGroup;

// Indexes of `keys`, the largest first, equal ones in their order.
std::vector<std::size_t> descending(std::span<const std::int64_t> keys) {
  std::vector<std::size_t> order(keys.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [keys](std::size_t a, std::size_t b) { return keys[a] > keys[b]; });
  return order;
}

// The remainder goes to those who have most already: that moves the fewest users.
std::vector<std::int64_t> evenTargets(std::span<const std::int64_t> current, std::int64_t target) {
  const auto workers = static_cast<std::int64_t>(current.size());
  std::vector<std::int64_t> targets(current.size(), target / workers);
  const auto order = descending(current);
  for (std::int64_t i = 0; i < target % workers; ++i) ++targets[order[static_cast<std::size_t>(i)]];
  return targets;
}

void append(std::vector<SpawnGroup>& groups, const SpawnGroup& next) {
  if (!groups.empty()) {
    SpawnGroup& last = groups.back();
    const bool continues = next.first == last.first + last.count * last.stride;
    if (continues && (next.count == 1 || next.stride == last.stride)) {
      last.count += next.count;
      return;
    }
  }
  groups.push_back(next);
}

// The workers take turns until the one that needs fewest is full, then the others go on. With
// counts that differ by one this is a single group for each worker.
void interleave(std::span<const std::int64_t> wanted, double rate, std::int64_t first_user_id,
                std::vector<WorkerChange>& changes) {
  const auto order = descending(wanted);
  std::int64_t position = 0;
  std::int64_t filled = 0;
  auto active = static_cast<std::int64_t>(order.size());
  while (active > 0) {
    const std::int64_t rounds = wanted[order[static_cast<std::size_t>(active - 1)]] - filled;
    for (std::int64_t turn = 0; rounds > 0 && turn < active; ++turn) {
      const std::int64_t first = position + turn;
      append(changes[order[static_cast<std::size_t>(turn)]].groups,
             SpawnGroup{rounds, first, active, rate, first_user_id + first, 0});
    }
    position += rounds * active;
    filled += rounds;
    --active;
  }
}

}  // namespace

std::vector<WorkerChange> planUsers(std::span<const std::int64_t> current,
                                    const SpawnRequest& request) {
  std::vector<WorkerChange> changes(current.size());
  if (current.empty()) return changes;
  const auto targets = evenTargets(current, request.target_users);
  std::vector<std::int64_t> wanted(current.size());
  for (std::size_t i = 0; i < current.size(); ++i) {
    changes[i].users = targets[i];
    changes[i].remove_users = std::max<std::int64_t>(0, current[i] - targets[i]);
    wanted[i] = std::max<std::int64_t>(0, targets[i] - current[i]);
  }
  interleave(wanted, request.rate_per_s, request.first_user_id, changes);
  for (auto& change : changes) {
    for (auto& group : change.groups) group.iterations = group.count * request.iterations_per_user;
  }
  return changes;
}

std::vector<WorkerChange> planTakeOver(std::span<const std::int64_t> current,
                                       const TakeOver& lost) {
  std::vector<WorkerChange> changes(current.size());
  for (std::size_t i = 0; i < current.size(); ++i) changes[i].users = current[i];
  const std::int64_t users = std::min(std::max<std::int64_t>(lost.users, 1), lost.iterations);
  if (current.empty() || users <= 0) return changes;
  // Users are only added here, so the least busy come first by the negated count.
  std::vector<std::int64_t> idle(current.size());
  std::transform(current.begin(), current.end(), idle.begin(), [](auto count) { return -count; });
  const auto wanted = evenTargets(idle, users);
  interleave(wanted, lost.rate_per_s, lost.first_user_id, changes);
  std::int64_t users_left = users;
  std::int64_t iterations_left = lost.iterations;
  for (auto& change : changes) {
    for (auto& group : change.groups) {
      // Dealt by what is left, so the sum over all groups is exact.
      group.iterations = users_left == group.count
                             ? iterations_left
                             : std::max(group.count, iterations_left / users_left * group.count);
      users_left -= group.count;
      iterations_left -= group.iterations;
      change.users += group.count;
    }
  }
  HRP_ASSERT(users_left == 0 && iterations_left == 0);
  return changes;
}

std::int64_t addedUsers(std::span<const WorkerChange> changes) {
  std::int64_t added = 0;
  for (const auto& change : changes) {
    for (const auto& group : change.groups) added += group.count;
  }
  return added;
}

std::int64_t addedIterations(const WorkerChange& change) {
  std::int64_t added = 0;
  for (const auto& group : change.groups) added += group.iterations;
  return added;
}

RateGoal rateGoalOf(const RunProfile& profile) {
  if (!profile.stages_rps.empty()) return {.stages = profile.stages_rps};
  if (profile.arrival_rate > 0) return {.max_rps = profile.arrival_rate, .of_iterations = true};
  return {.max_rps = static_cast<double>(profile.max_rps),
          .increase = profile.request_increase_rate};
}

std::vector<engine::PacePlan> planPace(std::span<const std::int64_t> users, const RateGoal& goal) {
  std::vector<engine::PacePlan> plans(users.size());
  const std::int64_t all = std::accumulate(users.begin(), users.end(), std::int64_t{0});
  const auto busy = std::count_if(users.begin(), users.end(), [](auto count) { return count > 0; });
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < users.size(); ++i) {
    if (users[i] <= 0) continue;
    const double share = static_cast<double>(users[i]) / static_cast<double>(all);
    plans[i].max_rps = goal.max_rps * share;
    plans[i].of_iterations = goal.of_iterations;
    if (goal.increase.requests > 0) {
      plans[i].step_rps = static_cast<double>(goal.increase.requests) * share;
      plans[i].step_interval = goal.increase.interval;
    }
    plans[i].stages = base::scaled(goal.stages, share);
    plans[i].phase = static_cast<double>(rank++) / static_cast<double>(busy);
  }
  return plans;
}

}  // namespace hrp::runner
