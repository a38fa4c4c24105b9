#pragma once
// The random choices of a user: which testcase an iteration runs, how long it thinks. Pure but for
// the random numbers.

#include <cstdint>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/random.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

// Chooses by weight; when no weight is positive every testcase has the same chance, and beside a
// positive weight one of 0 is never chosen. Immutable; any thread.
class ProgramChoice {
 public:
  explicit ProgramChoice(const std::vector<std::shared_ptr<const testcase::Program>>& programs);
  [[nodiscard]] std::size_t choose(base::Random& random) const;

 private:
  std::vector<std::uint64_t> upper_;  // running sums of the weights
};

[[nodiscard]] base::Duration thinkTime(const testcase::ThinkTimeStep& step, base::Random& random);

}  // namespace hrp::engine
