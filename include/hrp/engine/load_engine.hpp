#pragma once
// LoadEngine: runs the users of one worker. The runner owns it and talks to it from one thread; it
// never waits in a call except in prepare() and the destructor.
//
// A run is: prepare() → start() → any number of adjust() → stop() or the users' own end. poll()
// gives what happened since the last call, which may ask for resume(). Slices are complete when
// `finished` is reported: every request that was sent is in them.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/base/stages.hpp"
#include "hrp/engine/fleet_words.hpp"
#include "hrp/stats/slice.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

// Users to be added: user i of `count` (from 0) starts at (first + i × stride) / rate_per_s after
// the order, so the groups of several workers interleave to one ramp. rate_per_s 0: at once.
struct SpawnGroup {
  std::int64_t count = 0;
  std::int64_t first = 0;
  std::int64_t stride = 1;
  double rate_per_s = 0;
  std::int64_t first_user_id = 1;  // number over the fleet of user 0; user i has + i × stride
  // Iterations for the whole group, dealt out evenly; 0: until stopped. (N users with a loop count
  // of L are N × L; users taken over from a lost worker have what that one left undone.)
  std::int64_t iterations = 0;
};

// The worker's part of --max-rps, --request-increase-rate and --stages-rps, or of --arrival-rate.
struct PacePlan {
  double max_rps = 0;  // requests per second of this worker; 0: not limited
  // Ramp: the rate grows by `step_rps` every `step_interval` up to max_rps (or without end);
  // step_rps 0: no ramp.
  double step_rps = 0;
  base::Duration step_interval{};
  double phase = 0;       // 0..1: where between two requests of this worker its first one falls
  base::Stages stages{};  // of the rate, instead of all of the above; empty: none
  base::Duration age{};   // of the run when the plan begins, from where ramp and stages count

  // The rate is of iterations that start, whether or not others are done, and not of requests.
  bool of_iterations = false;

  friend bool operator==(const PacePlan& left, const PacePlan& right) {
    return left.max_rps == right.max_rps && left.step_rps == right.step_rps &&
           left.step_interval == right.step_interval && left.phase == right.phase &&
           left.stages == right.stages && left.of_iterations == right.of_iterations;
  }
};

struct EngineSettings {
  int threads = 0;  // 0: one per core
  bool disable_keepalive = false;
  bool disable_compression = false;
  std::uint32_t worker_index = 0;
  std::uint32_t worker_count = 1;
  std::string ca_certificates{};  // PEM, trusted instead of the system's; empty: those
  bool disable_tls_resumption = false;
  bool strict_http = false;               // responses: http::ValidationPolicy::strict()
  std::vector<std::string> resolve{};     // HOST:PORT:ADDR[,ADDR]… instead of DNS
  std::string dns_server{};               // ADDR[:PORT]; empty: the system's
  std::vector<std::string> source_ips{};  // addresses to connect from, in turn; empty: any
  std::string proxy_url{};  // http://[user:password@]host:port; empty: the environment's proxies
  // Called from engine threads when users wait for what only the fleet can give (EngineReport::
  // fleet), at most once between two polls; empty: the next poll is early enough.
  std::function<void()> attention{};
  // How often what was counted is given out; a whole part of a second. Threads with many rows give
  // theirs once a second.
  base::Duration slice_interval = std::chrono::seconds(1);
};

struct NumberedSlice {
  // It is of second … second + 1 since start(); several may be.
  std::uint32_t second = 0;
  stats::Slice slice;
};

struct EngineReport {
  std::int64_t users = 0;         // alive now
  std::int64_t users_peak = 0;    // most that were alive at once since the last poll
  std::int64_t target_users = 0;  // asked for; sinks as users finish their iterations
  bool spawned = false;           // every user asked for has started
  bool finished = false;          // no user is left and none will come; the last slice is in here
  bool held = false;              // the process was paused, and its users wait for resume()
  std::vector<NumberedSlice> slices;
  std::string fatal;           // not empty: the engine cannot go on (text for the user)
  bool fatal_for_all = false;  // nor could another one with the same workload
  FleetNeeds fleet;            // of the rows and meetings of the workload
};

class LoadEngine {
 public:
  virtual ~LoadEngine() = default;
  // Makes the threads and compiles what can be rendered once. May be called again after a run.
  [[nodiscard]] virtual base::Result<> prepare(std::shared_ptr<const testcase::Workload> workload,
                                               const EngineSettings& settings) = 0;
  virtual void start(const std::vector<SpawnGroup>& groups, const PacePlan& pace) = 0;
  // Adds groups; removes `remove_users` users (each ends after its present request); changes pace.
  virtual void adjust(const std::vector<SpawnGroup>& groups, std::int64_t remove_users,
                      const PacePlan& pace) = 0;
  // No request is started any more. Those under way are finished, redirects and the functions that
  // judge them included; what is left after `drain` is cancelled and, when something of it was
  // sent, counted as aborted. May be called again; of several ends the earliest counts.
  virtual void stop(base::Duration drain) = 0;
  [[nodiscard]] virtual EngineReport poll() = 0;
  // The process did not run for over a second (it was stopped, or its machine was suspended), and
  // nothing is sent before the owner has heard what happened meanwhile and says so. What was due in
  // the pause is dropped. stop() resumes too.
  virtual void resume() = 0;
  // What the fleet says to EngineReport::fleet. Without it, users that need a row wait.
  virtual void tell(const FleetWords& words) = 0;
  // When no user is left: lets go of the threads and of the workload, with the processes and files
  // of its custom functions. Before the next run it is prepared again.
  virtual void release() = 0;
};

}  // namespace hrp::engine
