#pragma once
// What a run is told by besides its slices: how it began (RunOrigin), how its fleet was from second
// to second (FleetMoment), and how it ended (stats::Snapshot, of which only the total is left out:
// that is the sum of the slices). Plain values.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/run_state.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::record {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

struct RunOrigin {
  stats::Role role = stats::Role::kStandalone;
  base::WallTime started_at{};
  std::string version{};                 // of hrp
  std::string command{};                 // that repeats the run
  NamedTexts settings{};                 // what the run was asked for, in the order to show
  stats::ThresholdFigures thresholds{};  // what it has to hold, before anything was judged
  friend bool operator==(const RunOrigin&, const RunOrigin&) = default;
};

struct FleetMoment {
  base::RunState state = base::RunState::kReady;
  std::int64_t users = 0;
  std::int64_t target_users = 0;
  std::vector<stats::WorkerView>
      workers{};  // master only; of each id, state, users and percentages
};

}  // namespace hrp::record
