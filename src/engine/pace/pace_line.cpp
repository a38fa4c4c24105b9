#include "engine/pace/pace_line.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace hrp::engine {
namespace {

// Slower than one a year is "never" for a run, and keeps the arithmetic in range.
constexpr double kLowestRate = 1.0 / (365.0 * 86'400.0);
constexpr base::Duration kNever = std::chrono::hours(10 * 365 * 24);

base::Duration nanoseconds(double seconds) {
  return base::Duration(static_cast<base::Duration::rep>(std::llround(seconds * 1e9)));
}

double seconds(base::Duration duration) {
  return static_cast<double>(duration.count()) / 1e9;
}

// The seconds after which a rate that begins with `rate` and changes by `slope` a second has let
// `turns` pass. This form of the root holds for every slope and does not lose digits near 0.
double secondsFor(double turns, double rate, double slope) {
  const double root = std::sqrt(std::max(0.0, rate * rate + 2 * slope * turns));
  return 2 * turns / (rate + root);
}

}  // namespace

PaceLine::PaceLine(PacePlan plan, base::TimePoint start) : plan_(std::move(plan)), start_(start) {}

bool PaceLine::ramps() const {
  return plan_.step_rps > 0 && plan_.step_interval.count() > 0;
}

bool PaceLine::limited() const {
  return plan_.max_rps > 0 || ramps() || !plan_.stages.empty();
}

double PaceLine::rateAt(base::TimePoint time) const {
  if (!plan_.stages.empty()) return base::valueAt(plan_.stages, time - start_);
  double rate = plan_.max_rps;
  if (ramps()) {
    const auto steps = std::max<base::Duration::rep>(0, (time - start_) / plan_.step_interval);
    const double ramped = plan_.step_rps * static_cast<double>(steps + 1);
    rate = plan_.max_rps > 0 ? std::min(plan_.max_rps, ramped) : ramped;
  }
  return std::max(rate, kLowestRate);
}

base::TimePoint PaceLine::after(base::TimePoint from, double turns) const {
  if (turns <= 0) return from;
  return plan_.stages.empty() ? afterOnRamp(from, turns) : afterOnStages(from, turns);
}

// Until where the rate goes on in a straight line.
base::TimePoint PaceLine::endOfPiece(base::TimePoint time) const {
  base::TimePoint end = start_;
  for (const base::Stage& stage : plan_.stages) {
    end += stage.length;
    if (time < end) return end;
  }
  const bool grows = ramps() && (plan_.max_rps <= 0 || rateAt(time) < plan_.max_rps);
  if (!plan_.stages.empty() || !grows) return base::TimePoint::max();
  const auto steps = std::max<base::Duration::rep>(0, (time - start_) / plan_.step_interval);
  return start_ + plan_.step_interval * (steps + 1);
}

double PaceLine::turnsBetween(base::TimePoint from, base::TimePoint until) const {
  double turns = 0;
  while (from < until) {
    const base::TimePoint end = std::min(until, endOfPiece(from));
    // A step of a ramp belongs to the piece that begins with it.
    const double last = plan_.stages.empty() ? rateAt(from) : rateAt(end);
    turns += seconds(end - from) * (rateAt(from) + last) / 2;
    from = end;
  }
  return turns;
}

base::TimePoint PaceLine::skip(base::TimePoint next, base::TimePoint until,
                               std::uint64_t& passed) const {
  if (next >= until) return next;
  // Those that lie strictly before it, the first one among them; what a sum of doubles is off by
  // does not make one more.
  const double turns = std::max(1.0, std::ceil(turnsBetween(next, until) - 1e-6));
  passed += static_cast<std::uint64_t>(turns);
  return std::max(until, after(next, turns));
}

base::TimePoint PaceLine::afterOnRamp(base::TimePoint from, double turns) const {
  base::TimePoint time = from;
  while (true) {
    const double present = rateAt(time);
    const base::TimePoint reached = time + nanoseconds(turns / present);
    if (!ramps() || (plan_.max_rps > 0 && present >= plan_.max_rps)) return reached;
    const auto steps = std::max<base::Duration::rep>(0, (time - start_) / plan_.step_interval);
    const base::TimePoint step_end = start_ + plan_.step_interval * (steps + 1);
    if (reached <= step_end) return reached;
    turns -= seconds(step_end - time) * present;
    time = step_end;
  }
}

base::TimePoint PaceLine::afterOnStages(base::TimePoint from, double turns) const {
  base::TimePoint time = std::max(from, start_);
  base::TimePoint end = start_;
  double level = 0;  // where the present stage begins
  for (const base::Stage& stage : plan_.stages) {
    end += stage.length;
    const double begin = std::exchange(level, stage.target);
    if (time >= end) continue;
    const double slope = (stage.target - begin) / seconds(stage.length);
    const double rate = stage.target - slope * seconds(end - time);
    const double left = seconds(end - time) * (rate + stage.target) / 2;
    if (turns <= left) return std::min(end, time + nanoseconds(secondsFor(turns, rate, slope)));
    turns -= left;
    time = end;
  }
  if (level <= kLowestRate) return time + kNever;
  return std::min(time + kNever, time + nanoseconds(turns / level));
}

}  // namespace hrp::engine
