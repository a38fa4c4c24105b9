#include "engine/run/run_plan.hpp"

#include <algorithm>
#include <utility>

#include "engine/requests/request_renderer.hpp"

namespace hrp::engine {
namespace {

using base::ErrorCode;
using testcase::Operation;
using testcase::Program;

ProgramPlan planProgram(const Program& program, RequestRenderer& renderer) {
  ProgramPlan plan;
  plan.program = &program;
  const StaticSlots slots(program);
  for (const Operation& operation : program.operations) {
    plan.steps.push_back(planStep(operation, {slots, renderer}));
  }
  return plan;
}

}  // namespace

SharedRun::SharedRun(const base::Clock& run_clock,
                     std::shared_ptr<const testcase::Workload> workload,
                     const EngineSettings& settings)
    : clock(run_clock),
      plan(std::move(workload)),
      files(plan.workload->files),
      fleet(*plan.workload, static_cast<std::size_t>(std::max(1, settings.threads)),
            settings.attention),
      maker(mailbox, static_cast<std::size_t>(std::max(1, settings.threads)),
            [this] { fleet.askForAttention(); }) {
  plan.settings = settings;
}

base::Result<std::unique_ptr<SharedRun>> makeSharedRun(
    const base::Clock& clock, std::shared_ptr<const testcase::Workload> workload,
    const EngineSettings& settings) {
  if (workload == nullptr || workload->programs.empty()) {
    return base::fail(ErrorCode::kInvalidArgument, "there is no testcase to run");
  }
  auto run = std::make_unique<SharedRun>(clock, std::move(workload), settings);
  base::Random random(base::entropySeed());
  RequestRenderer renderer({settings.disable_keepalive, settings.disable_compression}, random,
                           [&run](const std::string& path) { return run->files.open(path); });
  for (const auto& program : run->plan.workload->programs) {
    run->plan.programs.push_back(planProgram(*program, renderer));
  }
  return run;
}

}  // namespace hrp::engine
