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

// The iterations that were given, less those that were taken away.
std::int64_t give(RunPlan& plan, std::span<Member* const> workers,
                  std::vector<runner::WorkerChange> changes) {
  plan.next_user_id += runner::addedUsers(changes);
  std::vector<std::int64_t> users;
  for (const auto& change : changes) users.push_back(change.users);
  const runner::RateGoal goal = runner::rateGoalOf(plan.profile);
  const auto paces = runner::planPace(users, goal);
  std::int64_t given = 0;
  for (std::size_t i = 0; i < workers.size(); ++i) {
    Share& share = workers[i]->share;
    runner::WorkerChange& change = changes[i];
    const bool other_pace = goal.limited() && share.pace != paces[i];
    const bool nothing = change.groups.empty() && change.remove_users == 0 && !other_pace;
    if (nothing && share.ordered > 0) continue;
    const std::int64_t more =
        runner::addedIterations(change) - change.remove_users * plan.profile.loop_count;
    share.held = change.users;
    share.iterations_given += more;
    given += more;
    share.pace = paces[i];
    share.order({0, std::move(change.groups), change.remove_users, paces[i], {}, {}});
  }
  return given;
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
    share.order({0, {}, 0, paces[i], {}, runner::UserLine{stages, turn, first_user_id}});
    // Nobody can start more users than these with the numbers of this turn.
    const double most = base::risesOf(stages) + base::highestOf(stages);
    plan.next_user_id = first_user_id + static_cast<std::int64_t>(most) + count;
  }
}

}  // namespace

void spreadUsers(RunPlan& plan, std::span<Member* const> workers) {
  if (workers.empty()) return;
  if (!plan.profile.stages.empty()) return giveTurns(plan, workers);
  plan.iterations +=
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
  } else {
    plan.iterations -= undone;
  }
  share.iterations_given = share.iterations_counted;
}

void takeBack(const RunPlan& plan, Member& member) {
  Share& share = member.share;
  if (!share.lost) return;
  share.lost = false;
  if (plan.profile.loop_count == 0 || share.held == 0) return;
  share.order({0, {}, share.held, share.pace, {}, {}});
  share.held = 0;
}

// What a worker does without orders, or for a share that it has lost, is nobody's undone work.
void countIterations(RunPlan& plan, Member& member, std::int64_t iterations) {
  Share& share = member.share;
  share.iterations_counted += iterations;
  if (share.state == Share::State::kActive && !share.lost && share.ordered > 0) return;
  share.iterations_given += iterations;
  plan.iterations += iterations;
}

base::Finding checkPlan(const RunPlan& plan, std::span<const Member* const> members) {
  std::int64_t held = 0;
  std::int64_t given = 0;
  bool one_works = false;
  for (const Member* member : members) {
    given += member->share.iterations_given;
    if (!member->working()) continue;
    one_works = true;
    held += member->share.held;
  }
  base::RuleCheck check("FleetPlan");
  const bool loops = plan.profile.loop_count > 0;
  check.state(loops || !plan.profile.stages.empty() || !one_works || held == plan.target_users,
              "those that work hold the target's users", "held", held, "target", plan.target_users);
  check.count(!loops || given + plan.owed_iterations == plan.iterations,
              "iterations given and owed are those of the run", "given", given, "owed",
              plan.owed_iterations, "run", plan.iterations);
  check.count(!one_works || (plan.owed_users == 0 && plan.owed_iterations == 0),
              "nothing is owed while somebody works", "users", plan.owed_users, "iterations",
              plan.owed_iterations);
  return check.finding();
}

}  // namespace hrp::cluster
