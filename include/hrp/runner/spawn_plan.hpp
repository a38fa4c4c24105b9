#pragma once
// Spawn plan: who runs how many users, when each starts and how fast each worker may go. Pure
// functions; they neither keep state nor read a clock.
//
// User k of n starts k / rate after the order and the workers take turns, so the ramp of the fleet
// has the same shape for any number of workers. Counts of two workers differ by at most one.

#include <cstdint>
#include <span>
#include <vector>

#include "hrp/engine/load_engine.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::runner {

// What one worker has to change.
struct WorkerChange {
  std::vector<engine::SpawnGroup> groups;
  std::int64_t remove_users = 0;
  std::int64_t users = 0;  // after the change
};

struct SpawnRequest {
  std::int64_t target_users = 0;
  double rate_per_s = 1;
  std::int64_t first_user_id = 1;
  std::int64_t iterations_per_user = 0;  // 0: until stopped
};

// Evens out `current` (users of each worker) to request.target_users with the fewest moves. The
// users added over the fleet take the numbers first_user_id, first_user_id + 1 …
[[nodiscard]] std::vector<WorkerChange> planUsers(std::span<const std::int64_t> current,
                                                  const SpawnRequest& request);

struct TakeOver {
  std::int64_t users = 0;       // that the lost worker had
  std::int64_t iterations = 0;  // that it left undone
  double rate_per_s = 1;
  std::int64_t first_user_id = 1;
};
// Under a loop count: hands exactly the undone iterations to min(users, iterations) new users on
// the workers that have `current` users, the least busy first. WorkerChange::users is as above.
[[nodiscard]] std::vector<WorkerChange> planTakeOver(std::span<const std::int64_t> current,
                                                     const TakeOver& lost);

[[nodiscard]] std::int64_t addedUsers(std::span<const WorkerChange> changes);
[[nodiscard]] std::int64_t addedIterations(const WorkerChange& change);

// What the fleet's rate is to be: --max-rps with --request-increase-rate, --stages-rps, or
// --arrival-rate.
struct RateGoal {
  double max_rps = 0;  // 0: not limited
  IncreaseRate increase{};
  base::Stages stages{};       // not empty: instead of the two above
  bool of_iterations = false;  // and not of requests
  [[nodiscard]] bool limited() const {
    return max_rps > 0 || increase.requests > 0 || !stages.empty();
  }
};
[[nodiscard]] RateGoal rateGoalOf(const RunProfile& profile);

// The parts of the rate in proportion to `users`, phases spread so that the workers'
// requests interleave. A worker without users has the empty plan.
[[nodiscard]] std::vector<engine::PacePlan> planPace(std::span<const std::int64_t> users,
                                                     const RateGoal& goal);

}  // namespace hrp::runner
