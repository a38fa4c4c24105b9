#pragma once
// Figures as the JSON that both the summary file and the data of a report have. Pure functions.

#include <nlohmann/json.hpp>

#include "hrp/stats/slice.hpp"

namespace hrp::outputs {

// {"min": …, "mean": …, "p50": …, …, "max": …} in milliseconds; 0 without a value.
[[nodiscard]] nlohmann::ordered_json timesJson(const stats::Histogram& times);
[[nodiscard]] nlohmann::ordered_json connectionsJson(const stats::ConnectionFigures& figures);
// {"new": {"connect": {"count": …, "min": …}, …}, "kept": {…}}
[[nodiscard]] nlohmann::ordered_json phasesJson(const stats::ConnectionFigures& figures);
[[nodiscard]] nlohmann::ordered_json statusCodesJson(const stats::Slice& slice);

}  // namespace hrp::outputs
