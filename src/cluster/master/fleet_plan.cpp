#include "cluster/master/fleet_plan.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace hrp::cluster {
namespace {

std::vector<std::int64_t> heldBy(std::span<Member* const> workers) {
  std::vector<std::int64_t> held;
  held.reserve(workers.size());
  for (const Member* member : workers) held.push_back(member->share.held);
  return held;
}

void give(RunPlan& plan, std::span<Member* const> workers,
          std::vector<runner::WorkerChange> changes) {
  plan.next_user_id += runner::addedUsers(changes);
  std::vector<std::int64_t> users;
  for (const auto& change : changes) users.push_back(change.users);
  const runner::RateGoal goal = runner::rateGoalOf(plan.profile);
  const auto paces = runner::planPace(users, goal);
  for (std::size_t i = 0; i < workers.size(); ++i) {
    Share& share = workers[i]->share;
    runner::WorkerChange& change = changes[i];
    const bool other_pace = goal.limited() && share.pace != paces[i];
    const bool nothing = change.groups.empty() && change.remove_users == 0 && !other_pace;
    if (nothing && share.ordered > 0) continue;
    share.held = change.users;
    share.iterations_given += runner::addedIterations(change);
    share.iterations_given -= change.remove_users * plan.profile.loop_count;
    share.pace = paces[i];
    share.done = false;
    share.pending.push_back(
        {++share.ordered, std::move(change.groups), change.remove_users, paces[i], {}, {}});
    share.sent_at = {};
  }
}

// Each worker follows the line by itself and has the same part of the rate; what changes when
// workers come and go is whose turn it is.
void giveTurns(RunPlan& plan, std::span<Member* const> workers) {
  const base::Stages& stages = plan.profile.stages;
  const auto count = static_cast<std::uint32_t>(workers.size());
  const std::vector<std::int64_t> alike(workers.size(), 1);
  const auto paces = runner::planPace(alike, runner::rateGoalOf(plan.profile));
  const std::int64_t first_user_id = plan.next_user_id;
  for (std::uint32_t i = 0; i < count; ++i) {
    Share& share = workers[i]->share;
    const runner::Turn turn{i, count};
    if (share.turn == turn) continue;
    share.turn = turn;
    share.held = (plan.target_users + count - 1 - i) / count;
    share.pace = paces[i];
    share.done = false;
    share.pending.push_back(
        {++share.ordered, {}, 0, paces[i], {}, runner::UserLine{stages, turn, first_user_id}});
    share.sent_at = {};
    // Nobody can start more users than these with the numbers of this turn.
    const double most = base::risesOf(stages) + base::highestOf(stages);
    plan.next_user_id = first_user_id + static_cast<std::int64_t>(most) + count;
  }
}

}  // namespace

void spreadUsers(RunPlan& plan, std::span<Member* const> workers) {
  if (workers.empty()) return;
  if (!plan.profile.stages.empty()) return giveTurns(plan, workers);
  give(plan, workers,
       runner::planUsers(heldBy(workers), {.target_users = plan.target_users,
                                           .rate_per_s = plan.rate_per_s,
                                           .first_user_id = plan.next_user_id,
                                           .iterations_per_user = plan.profile.loop_count}));
}

void evenOut(RunPlan& plan, std::span<Member* const> workers) {
  if (workers.empty()) return;
  if (plan.profile.loop_count == 0) return spreadUsers(plan, workers);
  give(plan, workers,
       runner::planTakeOver(heldBy(workers), {.users = std::exchange(plan.owed_users, 0),
                                              .iterations = std::exchange(plan.owed_iterations, 0),
                                              .rate_per_s = plan.rate_per_s,
                                              .first_user_id = plan.next_user_id}));
}

void loseWork(RunPlan& plan, Member& member) {
  Share& share = member.share;
  if (share.lost || share.state != Share::State::kActive) return;
  share.lost = true;
  if (plan.profile.loop_count == 0) return;
  const std::int64_t undone = share.iterations_given - share.iterations_counted;
  if (undone > 0 && share.held > 0) {
    plan.owed_iterations += undone;
    plan.owed_users += share.held;
  }
  share.iterations_given = share.iterations_counted;
}

void takeBack(const RunPlan& plan, Member& member) {
  Share& share = member.share;
  if (!share.lost) return;
  share.lost = false;
  if (plan.profile.loop_count == 0 || share.held == 0) return;
  share.pending.push_back({++share.ordered, {}, share.held, share.pace, {}, {}});
  share.held = 0;
  share.sent_at = {};
}

void resetShare(Member& member) {
  const std::uint32_t number = member.share.number;
  const std::int64_t counted = member.share.iterations_counted;
  member.share = Share();
  member.share.number = number;
  member.share.iterations_counted = member.share.iterations_given = counted;
}

}  // namespace hrp::cluster
