#pragma once
// RunPlan: the workload as the engine runs it: its testcases with what can be prepared for each
// step, shared by all threads and never changed after it is made; and SharedRun, the few things
// that the threads of a worker share while they run.

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/fleet/fleet_share.hpp"
#include "engine/functions/function_context.hpp"
#include "engine/pace/arrival_clock.hpp"
#include "engine/pace/pacer.hpp"
#include "engine/pace/pause_gate.hpp"
#include "engine/run/choices.hpp"
#include "engine/run/slice_maker.hpp"
#include "engine/run/step_plan.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::engine {

struct ProgramPlan {
  const testcase::Program* program = nullptr;
  std::vector<StepPlan> steps;  // by operation
};

struct RunPlan {
  std::shared_ptr<const testcase::Workload> workload;
  EngineSettings settings;
  std::vector<ProgramPlan> programs;
  ProgramChoice choice;

  explicit RunPlan(std::shared_ptr<const testcase::Workload> work)
      : workload(std::move(work)), choice(workload->programs) {}
};

struct SharedRun {
  const base::Clock& clock;
  RunPlan plan;
  WorkerFiles files;
  Pacer pacer;
  ArrivalClock arrivals;
  FleetShare fleet;
  SliceMailbox mailbox;
  SliceMaker maker;
  PauseGate gate;
  std::atomic<std::int64_t> alive{0};       // users
  std::atomic<std::int64_t> peak{0};        // most users alive since the last poll
  std::atomic<std::int64_t> pending{0};     // ordered and not started yet
  std::atomic<std::int64_t> ended_self{0};  // users that had no more to do

  // `settings.threads` is the number of threads that will run.
  SharedRun(const base::Clock& run_clock, std::shared_ptr<const testcase::Workload> workload,
            const EngineSettings& settings);

  // The last ordered user has started when this returns true.
  bool userBegan() {
    const std::int64_t now = alive.fetch_add(1, std::memory_order_relaxed) + 1;
    std::int64_t most = peak.load(std::memory_order_relaxed);
    while (most < now && !peak.compare_exchange_weak(most, now, std::memory_order_relaxed)) {
    }
    return pending.fetch_sub(1, std::memory_order_relaxed) == 1;
  }
};

[[nodiscard]] base::Result<std::unique_ptr<SharedRun>> makeSharedRun(
    const base::Clock& clock, std::shared_ptr<const testcase::Workload> workload,
    const EngineSettings& settings);

}  // namespace hrp::engine
