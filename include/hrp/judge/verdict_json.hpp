#pragma once
// The `thresholds` of the summary file and of /master: one list, so that both say the same. Pure;
// docs/thresholds.md describes the keys, which are added to and never changed.

#include <nlohmann/json.hpp>

#include "hrp/stats/threshold_figure.hpp"

namespace hrp::judge {

[[nodiscard]] nlohmann::ordered_json verdictJson(const stats::ThresholdFigures& figures);

}  // namespace hrp::judge
