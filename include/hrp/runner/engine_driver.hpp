#pragma once
// EngineDriver: runs one LoadEngine through the orders of a run. It starts the engine with the
// first users, adjusts it, keeps the users on the line of an order that has one, starts it again
// when users come after the last ones ended, and numbers slices by the seconds of the run instead
// of those of the engine. A stopped run that has ended leaves nothing. One owner, one thread; never
// waits except in prepare(), in an apply() that has to prepare the engine again, and in the poll()
// after the end of a stopped run.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hrp/engine/load_engine.hpp"
#include "hrp/runner/fleet_relay.hpp"
#include "hrp/runner/line_follower.hpp"

namespace hrp::runner {

// One change of a worker's share. Orders of a run are numbered from 1 and applied in their order.
struct EngineOrder {
  std::uint32_t epoch = 0;
  std::vector<engine::SpawnGroup> groups{};
  std::int64_t remove_users = 0;
  engine::PacePlan pace{};
  base::Duration age{};            // of the run, when the order is applied
  std::optional<UserLine> line{};  // that the users follow, instead of groups and removals
};

struct EngineUpdate {
  std::uint32_t epoch = 0;  // the last order that the figures include
  std::int64_t users = 0;
  std::int64_t users_peak = 0;  // most at once since the last poll
  std::int64_t target_users = 0;
  bool spawned = false;
  bool finished = false;  // users ended by themselves or by a stop; false while none were ordered
  std::string fatal{};
  bool fatal_for_all = false;  // EngineReport's
  bool held = false;           // likewise: the engine waits for resume()
  std::vector<engine::NumberedSlice> slices{};
  engine::FleetNeeds fleet{};
};

class EngineDriver {
 public:
  explicit EngineDriver(std::unique_ptr<engine::LoadEngine> engine);

  // Begins a new run; the one before must have finished.
  [[nodiscard]] base::Result<> prepare(std::shared_ptr<const testcase::Workload> workload,
                                       const engine::EngineSettings& settings);
  void apply(const EngineOrder& order, base::TimePoint now);
  void stop(base::Duration drain);  // LoadEngine's
  // Also takes the next step on a line of users: to be called every LineFollower::kInterval.
  [[nodiscard]] EngineUpdate poll(base::TimePoint now);
  void tell(const engine::FleetWords& words);
  void resume() { engine_->resume(); }

 private:
  bool startAgain();
  void release();
  void begin(const std::vector<engine::SpawnGroup>& groups, base::Duration age);
  void followLine(base::TimePoint now);

  std::unique_ptr<engine::LoadEngine> engine_;
  std::shared_ptr<const testcase::Workload> workload_;
  engine::EngineSettings settings_;
  std::uint32_t epoch_ = 0;
  std::uint32_t second_offset_ = 0;
  std::int64_t ordered_users_ = 0;
  LineFollower follower_;
  engine::PacePlan pace_;  // of the last order
  FleetRelay relay_;
  bool held_ = false;   // the engine has the workload
  bool fresh_ = false;  // prepared and not started
  bool started_ = false;
  bool exhausted_ = false;  // the engine finished once in this share
  bool active_ = false;
  bool finished_ = false;
  bool stopped_ = false;
  std::string fatal_;
  bool fatal_for_all_ = false;
};

}  // namespace hrp::runner
