#include "hrp/engine/fleet_words.hpp"

#include <algorithm>

#include "hrp/testcase/program.hpp"

namespace hrp::engine {
namespace {

void addRows(const testcase::ParameterSet& parameters, RowSet set, FleetPlan& plan) {
  const auto limit = static_cast<std::uint64_t>(std::max<std::int64_t>(0, parameters.limit));
  set.rows = std::max<std::uint64_t>(1, parameters.rowCount());
  set.unique = parameters.endsWhenTaken();
  set.end = limit;
  if (set.unique) set.end = limit > 0 ? std::min(limit, set.rows) : set.rows;
  if (set.rows > 1 || set.end > 0) plan.rows.push_back(set);
}

}  // namespace

FleetPlan fleetPlanOf(const testcase::Workload& workload) {
  FleetPlan plan;
  for (std::uint32_t index = 0; index < workload.programs.size(); ++index) {
    const testcase::Program& program = *workload.programs[index];
    if (program.parameters) addRows(*program.parameters, {.program = index}, plan);
    for (std::uint32_t at = 0; at < program.operations.size(); ++at) {
      const auto* step = testcase::stepIf<testcase::RendezvousStep>(program.operations[at]);
      if (step == nullptr) continue;
      plan.points.push_back({index, at, step->number, step->percent, step->timeout});
    }
  }
  return plan;
}

}  // namespace hrp::engine
