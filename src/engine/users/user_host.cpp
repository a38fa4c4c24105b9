#include "engine/users/user_host.hpp"

#include "engine/users/step_run.hpp"

namespace hrp::engine {

RowTable::RowTable(stats::Recorder& recorder, const RunPlan& plan)
    : action_(recorder.internRow(stats::kTransactionType, stats::kActionName, false)) {
  for (const ProgramPlan& program : plan.programs) {
    rows_.emplace_back(program.program->operations.size(), kUnknown);
  }
}

UserHost::UserHost(const Parts& parts)
    : run(parts.run),
      loop(parts.loop),
      clients(parts.clients),
      thread(parts.thread),
      random(base::entropySeed()),
      functions({run.clock, random, run.files, *run.plan.workload, run.plan.settings.worker_index}),
      desk(loop),
      pace(loop, run.pacer),
      arrivals(loop, run.arrivals),
      rows(recorder, run.plan),
      row_waiters(run.plan.programs.size()),
      tools(makeStepTools(run, random)) {}

}  // namespace hrp::engine
