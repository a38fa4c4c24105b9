#pragma once
// How long a step lets its user think. Pure but for the random numbers.

#include "hrp/base/clock.hpp"
#include "hrp/base/random.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

[[nodiscard]] base::Duration thinkTime(const testcase::ThinkTimeStep& step, base::Random& random);

}  // namespace hrp::engine
