#pragma once
// LocalRun: a standalone run: one worker machine and one engine on the caller's thread, with no
// transport in between; a fleet of one, whose desk gives out rows and meetings. prepare() and run()
// are called once, by one thread; stop() and board() by any.

#include <memory>
#include <string>
#include <variant>

#include "hrp/base/bounded_queue.hpp"
#include "hrp/runner/fleet_desk.hpp"
#include "hrp/runner/fleet_tenant.hpp"
#include "hrp/runner/run_board.hpp"
#include "hrp/runner/worker_machine.hpp"

namespace hrp::runner {

struct LocalRunOptions {
  RunProfile profile{};
  std::shared_ptr<const testcase::Workload> workload{};
  engine::EngineSettings settings{};
  // For exchanges under way at a stop, so that all of it is over within a second.
  base::Duration grace = std::chrono::milliseconds(500);
};

class LocalRun {
 public:
  LocalRun(const base::Clock& clock, std::unique_ptr<engine::LoadEngine> engine,
           LocalRunOptions options);

  [[nodiscard]] base::Result<> prepare();
  // Until the load has ended; closes the board. kError: board().snapshot()->reason_text says why.
  stats::EndReason run();
  // Ends the run early; `reason` and `text` are those of the final snapshot. The first call wins.
  void stop(stats::EndReason reason, const std::string& text = {});
  [[nodiscard]] RunBoard& board() { return board_; }

  // One turn of run(), for tests that move the clock: false once the run has ended.
  [[nodiscard]] bool turn();

 private:
  struct StopRequest {
    stats::EndReason reason = stats::EndReason::kStop;
    std::string text;
  };
  static constexpr base::Duration kPollInterval = std::chrono::milliseconds(50);
  static constexpr base::Duration kEngineLimit = std::chrono::seconds(15);

  struct Attention {};  // of the engine: users wait for the fleet
  using Request = std::variant<StopRequest, Attention>;

  void take(const Request& request, base::TimePoint now);
  void start(base::TimePoint now);
  void serveFleet(const engine::FleetNeeds& needs, base::TimePoint now);
  void beginStop(const StopRequest& request, base::TimePoint now);
  void perform(const std::vector<WorkerAction>& actions);
  void publish();
  void finish(stats::EndReason reason, const std::string& text);

  const base::Clock& clock_;
  LocalRunOptions options_;
  WorkerMachine machine_;
  RunBoard board_;
  FleetTenant tenant_;
  FleetDesk desk_;
  base::BoundedQueue<Request> requests_{8};
  StopRequest end_{stats::EndReason::kLoopCount, {}};
  EngineDriver driver_;  // ends before what its engine calls
  base::TimePoint started_{};
  base::TimePoint published_{};
  base::TimePoint stop_since_{};
  bool running_ = false;
  bool stopping_ = false;
};

}  // namespace hrp::runner
