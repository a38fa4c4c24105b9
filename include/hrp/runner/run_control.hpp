#pragma once
// RunControl: what the control API (and the auto-start of the master) may ask of a run. Every
// method may be called from any thread; the commands return when they are decided, within a few
// seconds.

#include "hrp/base/error.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::runner {

class RunControl {
 public:
  virtual ~RunControl() = default;
  // Loads and checks the testcases, prepares all workers and starts. kConflict ("already started")
  // while a run is on; of two callers one wins. Nothing changes on an error.
  [[nodiscard]] virtual base::Result<> start(const RunProfile& profile) = 0;
  // kConflict, "no start".
  [[nodiscard]] virtual base::Result<> rebalance(const RebalanceRequest& request) = 0;
  // While the requests of a stopped run are finished, a stop whose drain is shorter brings the end
  // forward. Else kConflict, "already stopped".
  [[nodiscard]] virtual base::Result<> stop(const StopRequest& request) = 0;
  virtual void quit() = 0;  // workers too, unless they ignore it
  // The last published state: never null, never older than about a second.
  [[nodiscard]] virtual stats::SnapshotPtr snapshot() const = 0;
};

}  // namespace hrp::runner
