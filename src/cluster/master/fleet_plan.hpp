#pragma once
// Fleet plan: the orders that bring the workers of a run to its target: at the start, at a
// rebalance, and when workers are lost, come back or join. Pure functions over the members' shares.
//
// What holds while the run is active (checkPlan):
//   users       without stages and loop count: those that work hold the target between them
//   iterations  under a loop count: what all shares were given and what is owed is what the run has
//               to do (double entry: who moves iterations says from where to where)
//   owed        nothing, while somebody works

#include <cstdint>
#include <span>
#include <string>

#include "cluster/master/member.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/runner/spawn_plan.hpp"

namespace hrp::cluster {

struct RunPlan {
  std::string id;
  runner::RunProfile profile;
  std::int64_t target_users = 0;
  double rate_per_s = 1;
  std::int64_t next_user_id = 1;
  std::int64_t owed_users = 0;  // under a loop count: of lost workers, not handed out yet
  std::int64_t owed_iterations = 0;
  std::int64_t iterations = 0;  // under a loop count: to do in all, with what was done twice
};

// Spreads plan.target_users evenly over `workers`; under stages gives them their turns on the line.
void spreadUsers(RunPlan& plan, std::span<Member* const> workers);
// After a worker was lost, came back or joined: with a loop count only what lost workers left
// undone is handed out, else all users are spread again.
void evenOut(RunPlan& plan, std::span<Member* const> workers);
// Takes the work of a lost worker into what is owed.
void loseWork(RunPlan& plan, Member& member);
// A lost worker is back with its load still on: under a loop count its users have to end, because
// others do their iterations.
void takeBack(const RunPlan& plan, Member& member);
// Iterations of a worker were counted.
void countIterations(RunPlan& plan, Member& member, std::int64_t iterations);
// `members`: all of the run, also those that are gone.
[[nodiscard]] base::Finding checkPlan(const RunPlan& plan, std::span<const Member* const> members);

}  // namespace hrp::cluster
