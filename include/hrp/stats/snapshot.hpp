#pragma once
// Snapshot: the state of a run at one moment, as every output sees it, alone, on a worker or on the
// master (there merged over the fleet). Immutable once published; shared by pointer.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/run_state.hpp"
#include "hrp/stats/departed_worker.hpp"
#include "hrp/stats/metric_pushes.hpp"
#include "hrp/stats/slice.hpp"
#include "hrp/stats/threshold_figure.hpp"

namespace hrp::stats {

enum class Role : std::uint8_t { kStandalone, kMaster, kWorker };

// Why a run ended; the texts of toString are those of the summary file.
enum class EndReason : std::uint8_t {
  kNone,
  kLoopCount,
  kRunTime,
  kStop,
  kQuit,
  kSignal,
  kNoWorkers,
  kError,
  kThreshold
};
[[nodiscard]] std::string_view toString(EndReason reason);

struct WorkerView {
  std::string id;
  std::string ip;
  std::string os;    // "linux"
  std::string arch;  // as Go names it: "amd64", "arm64"
  base::RunState state = base::RunState::kReady;
  int heartbeat = 0;  // 3 when fresh, counts down once a second, -1 when missing
  std::int64_t users = 0;
  bool cpu_warning_emitted = false;  // its processor was over 90 % busy
  double process_cpu_percent = 0;
  double machine_cpu_percent = 0;
  double process_memory_percent = 0;
  double machine_memory_percent = 0;
};

struct Snapshot {
  Role role = Role::kStandalone;
  base::RunState state = base::RunState::kReady;
  base::WallTime at{};  // for people
  base::WallTime started_at{};
  base::Duration elapsed{};   // since the start of the run, until no request started any more
  base::Duration interval{};  // what `recent` covers; shorter than usual at the end
  std::int64_t users = 0;
  std::int64_t target_users = 0;
  std::int64_t users_peak = 0;
  Slice recent;                         // the last interval
  Slice total;                          // since the start
  std::vector<WorkerView> workers;      // master only
  DepartedWorkers departed;             // likewise: of the run, in the order of their ids
  EndReason reason = EndReason::kNone;  // set in the last snapshot of a run
  std::string reason_text;        // one line more about the end: the worker's error, the signal
  ThresholdFigures thresholds{};  // of the run, in the order in which they were given
  std::optional<MetricPushes> pushes{};  // set for those who show the end of a run with a gateway
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

}  // namespace hrp::stats
