#include "engine/run/choices.hpp"

#include <algorithm>

#include "hrp/base/assert.hpp"

namespace hrp::engine {
ProgramChoice::ProgramChoice(
    const std::vector<std::shared_ptr<const testcase::Program>>& programs) {
  HRP_ASSERT(!programs.empty());
  const bool weighted = std::any_of(programs.begin(), programs.end(),
                                    [](const auto& program) { return program->weight > 0; });
  std::uint64_t sum = 0;
  for (const auto& program : programs) {
    sum += weighted ? static_cast<std::uint64_t>(std::max(0, program->weight)) : 1;
    upper_.push_back(sum);
  }
}

std::size_t ProgramChoice::choose(base::Random& random) const {
  if (upper_.size() == 1) return 0;
  const std::uint64_t ticket = random.below(upper_.back());
  const auto chosen = std::upper_bound(upper_.begin(), upper_.end(), ticket);
  return static_cast<std::size_t>(chosen - upper_.begin());
}

}  // namespace hrp::engine
