#include "engine/users/choices.hpp"

#include <algorithm>
#include <cmath>

#include "hrp/base/assert.hpp"

namespace hrp::engine {
namespace {

base::Duration scaled(base::Duration time, double factor) {
  // A century; past it the product would not fit.
  constexpr double kLongest = 100.0 * 365 * 86'400 * 1e9;
  const double product = static_cast<double>(time.count()) * factor;
  return base::Duration(std::llround(std::clamp(product, 0.0, kLongest)));
}

}  // namespace

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

base::Duration thinkTime(const testcase::ThinkTimeStep& step, base::Random& random) {
  using Strategy = testcase::ThinkTimeStep::Strategy;
  base::Duration time = step.time;
  switch (step.strategy) {
    case Strategy::kDefault:
      break;
    case Strategy::kMultiply:
      time = scaled(time, step.low > 0 ? step.low : 1);
      break;
    case Strategy::kRandomPercentage:
      time = scaled(time, step.high > step.low ? random.between(step.low, step.high) : step.low);
      break;
    case Strategy::kIgnore:
      return base::Duration::zero();
  }
  if (step.limit.count() > 0) time = std::min(time, step.limit);
  return std::max(time, base::Duration::zero());
}

}  // namespace hrp::engine
