#pragma once
// Master: controls the workers of a fleet and merges their figures. Owned by the CLI. open() and
// close() are called by one thread; everything else by any thread. A thread of its own owns the
// transport; testcases are loaded on the caller's thread of start().

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/cluster/transport.hpp"
#include "hrp/engine/load_engine.hpp"
#include "hrp/runner/run_board.hpp"
#include "hrp/runner/run_control.hpp"
#include "hrp/runner/threshold_plan.hpp"

namespace hrp::cluster {

// A bundle ready to travel.
struct PreparedBundle {
  std::shared_ptr<const std::string> bytes;
  std::string hash;
  engine::FleetPlan fleet{};  // its rows and meetings
  runner::ThresholdGround thresholds{};
};

struct MasterOutcome {
  enum class Kind : std::uint8_t {
    kQuit,           // quit()
    kSignal,         // interrupt()
    kRunEnded,       // auto-start: the run is over; its end is in the board's last snapshot
    kNoWorkersCame,  // auto-start: fewer than expected within the time
    kStartFailed,    // auto-start: a worker could not prepare
  };
  Kind kind = Kind::kQuit;
  std::string text;
  // Of every run, but those that allow lost workers: the total is not known to be incomplete.
  bool counted_all = true;
};

struct AutoStart {
  runner::RunProfile profile;
  std::size_t expect_workers = 1;
  base::Duration expect_workers_max_wait = std::chrono::seconds(120);
};

struct MasterOptions {
  std::optional<AutoStart> auto_start;  // empty: runs are started through RunControl
  base::Duration command_limit = std::chrono::seconds(90);
};

// What a master needs from other rooms; tests give fakes.
struct MasterParts {
  std::unique_ptr<Transport> transport;
  // Loads and checks testcases (paths as in the profile). Called on the thread of the command; see
  // bundle_io.hpp.
  std::function<base::Result<PreparedBundle>(const std::vector<std::string>& paths)> load;
};

class Master final : public runner::RunControl {
 public:
  Master(const base::Clock& clock, MasterOptions options, MasterParts parts);
  ~Master() override;
  Master(const Master&) = delete;
  Master& operator=(const Master&) = delete;

  // Loads the testcases of an auto-start (its error is returned before anything is sent) and starts
  // the master's thread.
  [[nodiscard]] base::Result<> open();
  // Until the master has ended: quit, a signal, or the end of an auto-started run.
  [[nodiscard]] MasterOutcome wait();
  // The first call stops the load everywhere and then ends the master; with a later one what is
  // still under way is aborted.
  void interrupt(const std::string& text);
  [[nodiscard]] runner::RunBoard& board();

  [[nodiscard]] base::Result<> start(const runner::RunProfile& profile) override;
  [[nodiscard]] base::Result<> rebalance(const runner::RebalanceRequest& request) override;
  [[nodiscard]] base::Result<> stop(const runner::StopRequest& request) override;
  void quit() override;
  [[nodiscard]] stats::SnapshotPtr snapshot() const override;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace hrp::cluster
