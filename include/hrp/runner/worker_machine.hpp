#pragma once
// WorkerMachine: the states of a worker in one run after the other. Pure: step(event) → actions, no
// clock and no thread; the standalone run and a cluster's worker drive the same machine.
//
//   ready → spawning (order) → running (all users started) → stopping (stop: draining) → stopped
//   running → spawning (another order); spawning, running → stopped (users ended by themselves)
//
// What holds after each step (spawned ≤ applied ≤ the last order; users ≤ their peak):
//
//   state     ending                 orders               stop ordered   failure
//   ready     none                   none applied         no             none
//   spawning  none                   spawned < applied    no             none
//   running   none                   spawned = applied    no             none
//   stopping  none                   any                  yes            maybe
//   stopped   none                   none applied         no             none (after another run)
//   stopped   done                   spawned = applied    no             none; no users
//   stopped   stopped                any                  yes            none; no users
//   stopped   failed, for all        any                  yes            said; no users

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "hrp/base/invariants.hpp"
#include "hrp/base/run_state.hpp"
#include "hrp/runner/engine_driver.hpp"

namespace hrp::runner {

enum class WorkerEnding : std::uint8_t {
  kNone,
  kDone,          // the users ended by themselves
  kStopped,       // by an order
  kFailed,        // the engine cannot go on
  kFailedForAll,  // nor could that of another worker with the same testcases
};
[[nodiscard]] constexpr bool isFailure(WorkerEnding ending) {
  return ending == WorkerEnding::kFailed || ending == WorkerEnding::kFailedForAll;
}

struct NewRun {
  base::Duration drain{};  // of its profile, for an end that comes from the engine
};
// May come again with an earlier end.
struct StopOrder {
  base::Duration drain{};
};
using WorkerEvent = std::variant<NewRun, EngineOrder, EngineUpdate, StopOrder>;

struct ApplyOrder {
  EngineOrder order;
};
struct StopEngine {
  base::Duration drain{};
};
struct Announce {
  enum class What : std::uint8_t { kSpawning, kSpawned, kEnded };
  What what = What::kSpawning;
};
using WorkerAction = std::variant<ApplyOrder, StopEngine, Announce>;

class WorkerMachine {
 public:
  [[nodiscard]] std::vector<WorkerAction> step(const WorkerEvent& event);

  [[nodiscard]] base::RunState state() const { return state_; }
  [[nodiscard]] WorkerEnding ending() const { return ending_; }
  [[nodiscard]] const std::string& failure() const { return failure_; }
  [[nodiscard]] std::uint32_t appliedEpoch() const { return applied_; }
  [[nodiscard]] std::uint32_t spawnedEpoch() const { return spawned_; }
  [[nodiscard]] std::int64_t users() const { return users_; }
  // Most users alive at once in this run.
  [[nodiscard]] std::int64_t usersPeak() const { return users_peak_; }
  [[nodiscard]] std::int64_t targetUsers() const { return target_users_; }
  [[nodiscard]] base::Finding checkInvariants() const;

 private:
  using Actions = std::vector<WorkerAction>;
  Actions on(const NewRun& event);
  Actions on(const EngineOrder& order);
  Actions on(const EngineUpdate& update);
  Actions on(const StopOrder& event);
  void end(WorkerEnding ending, Actions& actions);
  [[nodiscard]] bool stateFitsOrders() const;
  [[nodiscard]] bool endingFitsStop() const;

  base::RunState state_ = base::RunState::kReady;
  WorkerEnding ending_ = WorkerEnding::kNone;
  base::Duration drain_{};
  bool stop_ordered_ = false;
  std::string failure_;
  bool failed_for_all_ = false;
  std::uint32_t applied_ = 0;
  std::uint32_t spawned_ = 0;
  std::int64_t users_ = 0;
  std::int64_t users_peak_ = 0;
  std::int64_t target_users_ = 0;
};

}  // namespace hrp::runner
