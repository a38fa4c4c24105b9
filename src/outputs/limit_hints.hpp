#pragma once
// What to do about the limits of the generator that a run ran into: one hint for each, however
// often it was met. Pure.

#include <string>
#include <vector>

#include "hrp/stats/slice.hpp"

namespace hrp::outputs {

// "12 requests found no local port left: …"; in the order files, ports, memory.
[[nodiscard]] std::vector<std::string> limitHints(const stats::Slice& total);

}  // namespace hrp::outputs
