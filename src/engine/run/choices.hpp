#pragma once
// The random choice of a user: which testcase an iteration runs. Pure but for the random numbers.

#include <cstdint>
#include <vector>

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

}  // namespace hrp::engine
