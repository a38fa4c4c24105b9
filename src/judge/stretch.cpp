#include "judge/stretch.hpp"

#include <algorithm>
#include <cmath>

namespace hrp::judge {
namespace {

bool holds(const Threshold& threshold, double value) {
  switch (threshold.comparison) {
    case Comparison::kBelow:
      return value < threshold.bound;
    case Comparison::kAtMost:
      return value <= threshold.bound;
    case Comparison::kAbove:
      return value > threshold.bound;
    case Comparison::kAtLeast:
      return value >= threshold.bound;
    case Comparison::kEqual:
      break;
  }
  return value == threshold.bound;
}

double timeOf(const Threshold& threshold, const stats::Histogram& times) {
  switch (threshold.metric) {
    case Metric::kMin:
      return static_cast<double>(times.min());
    case Metric::kMean:
      return times.mean();
    case Metric::kMax:
      return static_cast<double>(times.max());
    default:
      return static_cast<double>(times.valueAt(threshold.percentile / 100));
  }
}

std::uint64_t countOf(const Threshold& threshold, const Stretch& stretch) {
  switch (threshold.metric) {
    case Metric::kPassedTransactions:
      return stretch.requests - stretch.failures;
    case Metric::kDropped:
      return stretch.dropped;
    case Metric::kLate:
      return stretch.late;
    case Metric::kResent:
      return stretch.resent;
    case Metric::kAborted:
      return stretch.aborted;
    default:
      return stretch.failures;
  }
}

bool hasData(const Threshold& threshold, const Stretch& stretch) {
  if (threshold.isTime()) return stretch.times.count() > 0;
  switch (threshold.metric) {
    case Metric::kDropped:
    case Metric::kLate:
      return stretch.requests + stretch.iterations + stretch.dropped > 0;
    case Metric::kResent:
    case Metric::kAborted:
      return stretch.requests + stretch.aborted > 0;
    default:
      return stretch.requests > 0;
  }
}

}  // namespace

void Stretch::merge(const Stretch& other) {
  times.merge(other.times);
  requests += other.requests;
  failures += other.failures;
  resent += other.resent;
  aborted += other.aborted;
  iterations += other.iterations;
  dropped += other.dropped;
  late += other.late;
  limited = limited || other.limited;
  lag_p99_us = std::max(lag_p99_us, other.lag_p99_us);
  lag_max_us = std::max(lag_max_us, other.lag_max_us);
}

void addRow(const Threshold& threshold, const stats::Row& row, Stretch& into) {
  into.requests += row.requests();
  into.failures += row.failures();
  into.resent += row.resent();
  into.aborted += row.aborted;
  if (!threshold.isTime()) return;
  if (threshold.outcome != Outcome::kFailed) into.times.merge(row.latency.passed);
  if (threshold.outcome != Outcome::kPassed) into.times.merge(row.latency.failed);
}

void addRun(const Threshold& threshold, const stats::Slice& slice, Stretch& into) {
  into.iterations += slice.iterations;
  into.dropped += slice.dropped_iterations + slice.dropped_requests;
  into.late += slice.late_starts;
  if (threshold.metric == Metric::kPassedTransactions && threshold.pattern.empty()) {
    into.requests += slice.transactions_passed + slice.transactions_failed;
    into.failures += slice.transactions_failed;
  }
  if (!threshold.isTime() || !slice.generator.limited()) return;
  into.limited = true;
  into.lag_max_us = std::max(into.lag_max_us, slice.generator.loop_lag.max());
  for (const auto& [place, strain] : slice.generator.strains) {
    into.lag_p99_us = std::max(into.lag_p99_us, strain.lag_p99_us);
  }
}

std::optional<double> valueOf(const Threshold& threshold, const Stretch& stretch, double seconds) {
  if (!hasData(threshold, stretch)) return std::nullopt;
  if (threshold.isTime()) return timeOf(threshold, stretch.times);
  if (threshold.unit == Unit::kPerSecond) {
    if (!(seconds > 0)) return std::nullopt;
    return static_cast<double>(stretch.requests) / seconds;
  }
  const auto count = static_cast<double>(countOf(threshold, stretch));
  return threshold.unit == Unit::kShare ? count / static_cast<double>(stretch.requests) : count;
}

double lagOf(const Threshold& threshold, const Stretch& stretch) {
  if (!stretch.limited) return 0;
  return static_cast<double>(threshold.metric == Metric::kMax
                                 ? std::max(stretch.lag_max_us, stretch.lag_p99_us)
                                 : stretch.lag_p99_us);
}

Standing standingOf(const Threshold& threshold, const Stretch& stretch,
                    std::optional<double> value) {
  if (!value) return Standing::kNoData;
  const double lag = threshold.isTime() ? lagOf(threshold, stretch) : 0;
  if (lag > 0 && std::abs(*value - threshold.bound) < lag) return Standing::kUnclear;
  return holds(threshold, *value) ? Standing::kHolds : Standing::kBroken;
}

}  // namespace hrp::judge
