#include "engine/run/thread_judge.hpp"

#include <string>
#include <utility>

namespace hrp::engine {

void ThreadJudge::add(const stats::Slice& slice) {
  for (const auto& [key, row] : slice.rows) {
    if (!row.in_total) continue;
    latency_.merge(row.latency.passed);
    latency_.merge(row.latency.failed);
  }
}

void ThreadJudge::judge(stats::GeneratorFigures& figures) {
  if (figures.seconds == 0) return;
  const stats::Histogram latency = std::exchange(latency_, {});
  if (const auto strain = stats::judge({figures.loop_lag, latency, figures.max_cpu_permille})) {
    figures.addStrain("thread " + std::to_string(thread_), *strain);
  }
}

}  // namespace hrp::engine
