#pragma once
// LocalRun: a standalone run: one worker machine and one engine on the caller's thread, with no
// transport in between; a fleet of one, whose desk gives out rows and meetings. prepare() and run()
// are called once, by one thread; stop(), endDrain() and board() by any.

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
  // Of a run that was stopped: what is still under way is aborted.
  void endDrain();
  [[nodiscard]] RunBoard& board() { return board_; }

  // One turn of run(), for tests that move the clock: false once the run has ended.
  [[nodiscard]] bool turn();

 private:
  struct End {
    stats::EndReason reason = stats::EndReason::kStop;
    std::string text;
  };
  struct EndDrain {};
  static constexpr base::Duration kPollInterval = std::chrono::milliseconds(50);
  static constexpr base::Duration kEngineLimit = std::chrono::seconds(15);
  static constexpr base::Duration kPause = std::chrono::seconds(1);

  struct Attention {};  // of the engine: users wait for the fleet
  using Request = std::variant<End, EndDrain, Attention>;

  void take(const Request& request);
  void start(base::TimePoint now);
  void serveFleet(const engine::FleetNeeds& needs, base::TimePoint now);
  void beginStop(const End& end);
  void perform(const std::vector<WorkerAction>& actions);
  void stopEngine(base::Duration drain);
  void publish();
  void finish(stats::EndReason reason, const std::string& text);

  const base::Clock& clock_;
  LocalRunOptions options_;
  WorkerMachine machine_;
  RunBoard board_;
  FleetTenant tenant_;
  FleetDesk desk_;
  base::BoundedQueue<Request> requests_{8};
  End end_{stats::EndReason::kLoopCount, {}};
  EngineDriver driver_;  // ends before what its engine calls
  base::TimePoint started_{};
  base::TimePoint published_{};
  base::TimePoint drained_ = base::TimePoint::max();
  base::TimePoint last_turn_{};
  bool running_ = false;
  bool stopping_ = false;
};

}  // namespace hrp::runner
