#pragma once
// How thresholds stand, as lines for people: a short one while the run goes on, a table at the end.
// Pure functions; `width` is that of the terminal, 0: nothing is cut.

#include <cstddef>
#include <string>
#include <vector>

#include "hrp/stats/threshold_figure.hpp"

namespace hrp::outputs {

inline constexpr std::size_t kMaxShownThresholds = 10;  // of those that do not hold, while it runs

// Parts of one line: how many hold, and each that does not. None without thresholds.
[[nodiscard]] std::vector<std::string> thresholdParts(const stats::ThresholdFigures& figures);
// All with verdict, value and why, below `title` and how many are met. None without thresholds.
[[nodiscard]] std::vector<std::string> thresholdTable(const stats::ThresholdFigures& figures,
                                                      std::size_t width,
                                                      const std::string& title = "Thresholds");

}  // namespace hrp::outputs
