#pragma once
// The words of thresholds: names of metrics, operators and units, and values as people read them.
// Pure; used where thresholds are read and where they are told.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/judge/threshold.hpp"

namespace hrp::judge {

// "p95" is no name: percentiles have numbers.
[[nodiscard]] std::optional<Metric> metricOf(std::string_view name);
[[nodiscard]] bool isTime(Metric metric);
// Of the run and of no row.
[[nodiscard]] bool isOfTheRun(Metric metric);
// The metric that somebody means who writes another name, as far as one is near.
[[nodiscard]] std::optional<std::string> metricMeant(std::string_view name);
[[nodiscard]] std::string metricList();  // for a hint

[[nodiscard]] std::string metricText(const Threshold& threshold);  // "ok p95"
// In the unit of the figures: milliseconds, percent, a rate, a count.
[[nodiscard]] double shownValue(Unit unit, double value);
[[nodiscard]] std::string unitText(Unit unit);                 // "ms", "%", "/s", ""
[[nodiscard]] std::string valueText(Unit unit, double value);  // "212.4ms", "0.5%", "2000/s", "7"
[[nodiscard]] std::string secondsText(std::uint64_t seconds);  // "1m30s"

}  // namespace hrp::judge
