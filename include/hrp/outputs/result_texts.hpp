#pragma once
// What a run came to, for pipelines: as JUnit XML and as Markdown. Pure; texts of the run can not
// break out of either.

#include <string>

#include "hrp/stats/snapshot.hpp"

namespace hrp::outputs {

// One case for each threshold: failed when it was not met, an error when that is unclear. One case
// for each row with failures: failed in a run without thresholds; with some, these decide, and the
// case only tells what failed. A run that could not go on is an error. There is at least one case.
[[nodiscard]] std::string junitXml(const stats::Snapshot& run);

// The verdict, the thresholds, the rows (the busiest of very many) and the errors.
[[nodiscard]] std::string resultMarkdown(const stats::Snapshot& run);

}  // namespace hrp::outputs
