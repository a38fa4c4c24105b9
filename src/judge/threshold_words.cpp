#include "judge/threshold_words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "hrp/base/closest_name.hpp"
#include "hrp/base/duration_text.hpp"

namespace hrp::judge {
namespace {

struct NamedMetric {
  std::string_view name;
  Metric metric;
};
constexpr std::array<NamedMetric, 10> kMetrics{
    {{"min", Metric::kMin},
     {"mean", Metric::kMean},
     {"max", Metric::kMax},
     {"failures", Metric::kFailures},
     {"rps", Metric::kRps},
     {"passed-transactions", Metric::kPassedTransactions},
     {"dropped", Metric::kDropped},
     {"late", Metric::kLate},
     {"resent", Metric::kResent},
     {"aborted", Metric::kAborted}}};

// What other tools and people call them.
struct OtherName {
  std::string_view name;
  std::string_view meant;
};
constexpr std::array<OtherName, 12> kOtherNames{{{"avg", "mean"},
                                                 {"average", "mean"},
                                                 {"med", "p50"},
                                                 {"median", "p50"},
                                                 {"errors", "failures"},
                                                 {"fails", "failures"},
                                                 {"failed", "failures"},
                                                 {"error-rate", "failures"},
                                                 {"throughput", "rps"},
                                                 {"rate", "rps"},
                                                 {"tps", "passed-transactions"},
                                                 {"transactions", "passed-transactions"}}};

std::string numberText(double value, int decimals) {
  std::array<char, 352> text{};  // holds the longest double
  const int length = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  std::string number(text.data(), static_cast<std::size_t>(length));
  if (number.find('.') == std::string::npos) return number;
  number.erase(number.find_last_not_of('0') + 1);
  if (number.back() == '.') number.pop_back();
  return number;
}

std::string timeText(double microseconds) {
  if (microseconds < 1'000) return numberText(microseconds, 0) + "us";
  if (microseconds < 1e6) {
    return numberText(microseconds / 1e3, microseconds < 10'000 ? 3 : 1) + "ms";
  }
  return numberText(microseconds / 1e6, 3) + "s";
}

}  // namespace

std::optional<Metric> metricOf(std::string_view name) {
  const auto* const found = std::find_if(kMetrics.begin(), kMetrics.end(),
                                         [name](const auto& one) { return one.name == name; });
  return found == kMetrics.end() ? std::nullopt : std::optional(found->metric);
}

bool isTime(Metric metric) {
  return metric == Metric::kMin || metric == Metric::kMean || metric == Metric::kPercentile ||
         metric == Metric::kMax;
}

bool isOfTheRun(Metric metric) {
  return metric == Metric::kDropped || metric == Metric::kLate;
}

std::optional<std::string> metricMeant(std::string_view name) {
  for (const OtherName& other : kOtherNames) {
    if (other.name == name) return std::string(other.meant);
  }
  std::vector<std::string> names;
  for (const NamedMetric& metric : kMetrics) names.emplace_back(metric.name);
  return base::closestName(name, names);
}

std::string metricList() {
  std::string list = "the metrics are p50, p95, p99.9 and the like";
  for (const NamedMetric& metric : kMetrics) list += ", " + std::string(metric.name);
  return list;
}

std::string metricText(const Threshold& threshold) {
  std::string text;
  if (threshold.outcome == Outcome::kPassed) text = "ok ";
  if (threshold.outcome == Outcome::kFailed) text = "failed ";
  if (threshold.metric == Metric::kPercentile)
    return text + "p" + numberText(threshold.percentile, 6);
  const auto* const found = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const auto& one) {
    return one.metric == threshold.metric;
  });
  return text + std::string(found->name);
}

double shownValue(Unit unit, double value) {
  if (unit == Unit::kMicroseconds) return value / 1'000;
  if (unit == Unit::kShare) return value * 100;
  return value;
}

std::string unitText(Unit unit) {
  if (unit == Unit::kMicroseconds) return "ms";
  if (unit == Unit::kShare) return "%";
  return unit == Unit::kPerSecond ? "/s" : "";
}

std::string valueText(Unit unit, double value) {
  switch (unit) {
    case Unit::kMicroseconds:
      return timeText(value);
    case Unit::kShare:
      return numberText(value * 100, 3) + "%";
    case Unit::kPerSecond:
      return numberText(value, 1) + "/s";
    case Unit::kCount:
      break;
  }
  return numberText(value, 0);
}

std::string secondsText(std::uint64_t seconds) {
  if (seconds == 0) return "0s";
  return base::formatDuration(std::chrono::seconds(seconds));
}

}  // namespace hrp::judge
