#pragma once
// Messages between the master and its workers. Values only; docs/protocol.md describes each, and
// codec.hpp puts them on the wire.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "hrp/base/machine/process_probe.hpp"
#include "hrp/base/run_state.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/runner/row_lease.hpp"
#include "hrp/runner/worker_machine.hpp"
#include "hrp/stats/slice.hpp"

namespace hrp::cluster {

inline constexpr std::uint32_t kProtocolVersion = 6;
inline constexpr std::size_t kMaxFrameBytes = std::size_t{64} << 20;
inline constexpr std::size_t kChunkBytes = std::size_t{1} << 20;
inline constexpr std::uint64_t kMaxBundleBytes = std::uint64_t{1} << 30;
inline constexpr std::size_t kMaxIdBytes = 256;
inline constexpr std::size_t kMaxErrorBytes = 16 << 10;
inline constexpr std::size_t kMaxGroups = 4'096;
inline constexpr std::size_t kMaxReportParts = 8;

// Where a share of a run stands. `share` counts how often the worker was prepared for this run;
// a worker that lost its share and gets another one counts its orders from 1 again.
struct ShareId {
  std::string run;
  std::uint32_t share = 0;
  friend bool operator==(const ShareId&, const ShareId&) = default;
};

// What a worker says of itself; the newest `sequence` is true.
struct WorkerStatus {
  std::uint64_t sequence = 0;
  ShareId id;  // run empty: in no run
  base::RunState state = base::RunState::kReady;
  std::uint32_t applied = 0;  // the last order applied
  std::uint32_t spawned = 0;  // the last order whose users have all started
  // Set only when every report of the run is acknowledged.
  runner::WorkerEnding ending = runner::WorkerEnding::kNone;
  std::string failure;
  std::int64_t users = 0;
  std::int64_t users_peak = 0;  // most at once in this run
  std::int64_t target_users = 0;
};

// Worker to master.
struct ClientReady {
  std::uint32_t version = kProtocolVersion;
  std::string os;
  std::string arch;
  WorkerStatus status;
};
struct WorkerHeartbeat {
  base::ProcessUsage usage;
  WorkerStatus status;
};
struct BundleRequest {
  std::string hash;
  std::uint64_t offset = 0;
};
struct Prepared {
  WorkerStatus status;  // its id is the share that is ready
  std::string error;    // not empty: why it is not
};
struct Spawning {
  WorkerStatus status;
};
struct SpawningComplete {
  WorkerStatus status;
};
struct ReportPart {
  std::uint32_t second = 0;  // of the run
  stats::Slice slice;
};
struct Stats {
  std::string run;
  std::uint64_t number = 0;  // from 1, over all shares of the run
  std::vector<ReportPart> parts;
};
struct ClientStopped {
  WorkerStatus status;
};
struct Exception {
  std::string run;
  std::string text;
};
// What the worker's engine needs of rows and meetings.
struct Needs {
  ShareId id;
  runner::FleetClaim claim;
};
// Also from master to worker: "end". A worker answers it, and sends it when it leaves by itself.
struct Quit {
  bool whole = true;  // of a worker: every report of its run is acknowledged
};

// Master to worker.
struct Ack {
  bool known = true;      // false: introduce yourself (again)
  std::string refused{};  // not empty: why this worker cannot join
  // The master's word on what a worker that was paused says of itself: the status that it answers,
  // the share of a run that goes on (empty: none), and the last order for it.
  std::uint64_t sequence = 0;
  ShareId share{};
  std::uint32_t ordered = 0;
};
struct MasterHeartbeat {
  base::RunState state = base::RunState::kReady;
};
struct Prepare {
  ShareId id;
  std::string hash;
  std::uint64_t size = 0;
  std::uint32_t worker_index = 0;
  std::uint32_t worker_count = 1;
  runner::RunProfile profile;
};
struct BundleChunk {
  std::string hash;
  std::uint64_t offset = 0;
  std::string data;
};
struct Spawn {  // the first order of a share
  ShareId id;
  runner::EngineOrder order;
};
struct Rebalance {  // every later one
  ShareId id;
  runner::EngineOrder order;
};
struct StatsAck {
  std::string run;
  std::uint64_t number = 0;
  base::Duration interval{};  // of the worker's reports from now on; 0: as before
};
struct Stop {
  std::string run;
  base::Duration drain{};  // from now on, for what is under way
};
struct Grants {  // the answer to `needs`, and news
  ShareId id;
  runner::FleetGrant grant;
};

using Body =
    std::variant<ClientReady, WorkerHeartbeat, BundleRequest, Prepared, Spawning, SpawningComplete,
                 Stats, ClientStopped, Exception, Quit, Ack, MasterHeartbeat, Prepare, BundleChunk,
                 Spawn, Rebalance, StatsAck, Stop, Needs, Grants>;

struct Message {
  Body body;
  std::string node_id;  // of the sender; a restarted master has another one
};

}  // namespace hrp::cluster
