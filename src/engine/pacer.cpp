#include "engine/pacer.hpp"

#include <algorithm>
#include <cmath>

namespace hrp::engine {
namespace {

// Slower than one request a year is "never" for a run, and keeps the arithmetic in range.
constexpr double kLowestRate = 1.0 / (365.0 * 86'400.0);

base::Duration nanoseconds(double seconds) {
  return base::Duration(static_cast<base::Duration::rep>(std::llround(seconds * 1e9)));
}

double seconds(base::Duration duration) {
  return static_cast<double>(duration.count()) / 1e9;
}

bool ramps(const PacePlan& plan) {
  return plan.step_rps > 0 && plan.step_interval.count() > 0;
}

}  // namespace

void Pacer::start(const PacePlan& plan, base::TimePoint start) {
  const std::scoped_lock lock(mutex_);
  start_ = start;
  apply(plan, start);
}

void Pacer::adjust(const PacePlan& plan, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  apply(plan, now);
}

void Pacer::apply(const PacePlan& plan, base::TimePoint from) {
  plan_ = plan;
  const bool limited = plan.max_rps > 0 || ramps(plan);
  limited_.store(limited, std::memory_order_relaxed);
  if (limited) next_ = after(from, std::clamp(plan.phase, 0.0, 1.0));
}

base::TimePoint Pacer::take(base::TimePoint available_since) {
  const std::scoped_lock lock(mutex_);
  const base::TimePoint due = std::max(next_, available_since);
  next_ = after(due, 1.0);
  return due;
}

double Pacer::rateAt(base::TimePoint time) const {
  const std::scoped_lock lock(mutex_);
  return rate(time);
}

double Pacer::rate(base::TimePoint time) const {
  double rate = plan_.max_rps;
  if (ramps(plan_)) {
    const auto steps = std::max<base::Duration::rep>(0, (time - start_) / plan_.step_interval);
    const double ramped = plan_.step_rps * static_cast<double>(steps + 1);
    rate = plan_.max_rps > 0 ? std::min(plan_.max_rps, ramped) : ramped;
  }
  return std::max(rate, kLowestRate);
}

base::TimePoint Pacer::after(base::TimePoint from, double requests) const {
  base::TimePoint time = from;
  while (true) {
    const double present = rate(time);
    const base::TimePoint reached = time + nanoseconds(requests / present);
    if (!ramps(plan_) || (plan_.max_rps > 0 && present >= plan_.max_rps)) return reached;
    const auto steps = std::max<base::Duration::rep>(0, (time - start_) / plan_.step_interval);
    const base::TimePoint step_end = start_ + plan_.step_interval * (steps + 1);
    if (reached <= step_end) return reached;
    requests -= seconds(step_end - time) * present;
    time = step_end;
  }
}

}  // namespace hrp::engine
