#include "engine/threads/run_plan.hpp"

#include <algorithm>
#include <utility>

#include "engine/requests/request_renderer.hpp"
#include "engine/steps/websocket_plan.hpp"

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
    plan.requests.emplace_back();
    if (const auto* step = std::get_if<testcase::RequestStep>(&operation.action)) {
      plan.requests.back() = std::make_unique<RequestPlan>(planRequest(*step, slots));
      plan.requests.back()->quick_checks = quickChecks(step->checks);
      renderer.fix(*plan.requests.back());
    } else if (const auto* socket = std::get_if<testcase::WebSocketStep>(&operation.action)) {
      plan.handshakes.push_back(std::make_unique<testcase::RequestStep>(handshakeStep(*socket)));
      plan.requests.back() =
          std::make_unique<RequestPlan>(planHandshake(*plan.handshakes.back(), slots));
      plan.requests.back()->quick_checks = quickChecks(socket->checks);
      renderer.fix(*plan.requests.back());
    }
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
            settings.attention) {
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
