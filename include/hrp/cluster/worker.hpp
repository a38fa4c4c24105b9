#pragma once
// Worker: takes orders from a master and runs its share of the load with one engine. Owned by the
// CLI. run() is called once and returns when the worker has ended; leave(), abort() and board() may
// be used by any thread.
//
// Three threads: the caller's of run() owns the transport and answers in time; one loads bundles
// and drives the engine; the engine has its own.

#include <functional>
#include <memory>
#include <string>

#include "hrp/base/clock.hpp"
#include "hrp/cluster/transport.hpp"
#include "hrp/engine/load_engine.hpp"
#include "hrp/runner/run_board.hpp"

namespace hrp::cluster {

struct WorkerOptions {
  std::string worker_id;     // makeWorkerId()
  bool ignore_quit = false;  // stay when the master quits, and wait for the next one
  int threads = 0;           // of the engine; 0: one per core
  // What is this machine's own: used when the master sends no certificates, and to connect from.
  std::string ca_certificates{};
  std::vector<std::string> source_ips{};
};

struct WorkerOutcome {
  enum class Kind : std::uint8_t {
    kQuit,               // the master said so
    kSignal,             // leave()
    kMasterUnreachable,  // it was there and is gone
    kRefused,            // another protocol version, or too many workers
  };
  Kind kind = Kind::kQuit;
  std::string text;
};

// What a worker needs from other rooms; tests give fakes.
struct WorkerParts {
  std::unique_ptr<Transport> transport;
  std::unique_ptr<engine::LoadEngine> engine;
  // Checks the hash and compiles the bundle; called on the worker's load thread. See bundle_io.hpp.
  std::function<base::Result<std::shared_ptr<const testcase::Workload>>(const std::string& encoded,
                                                                        const std::string& hash)>
      load;
};

class Worker {
 public:
  Worker(const base::Clock& clock, WorkerOptions options, WorkerParts parts);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  [[nodiscard]] WorkerOutcome run();
  // Stops the load, hands in the last reports, says goodbye and lets run() return. Once more: what
  // is still under way is aborted.
  void leave(const std::string& text);
  void abort();  // run() returns at once
  [[nodiscard]] runner::RunBoard& board();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Host name, "_" and 32 random hex digits.
[[nodiscard]] std::string makeWorkerId(const std::string& host_name);

}  // namespace hrp::cluster
