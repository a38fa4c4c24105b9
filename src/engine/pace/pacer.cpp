#include "engine/pace/pacer.hpp"

#include <algorithm>

namespace hrp::engine {

void Pacer::start(const PacePlan& plan, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  start_ = now - plan.age;
  apply(plan, now);
}

bool Pacer::adjust(const PacePlan& plan, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  if (plan == line_.plan()) return false;
  apply(plan, now);
  return true;
}

void Pacer::apply(const PacePlan& plan, base::TimePoint from) {
  line_ = PaceLine(plan, start_);
  limited_.store(line_.limited() && !plan.of_iterations, std::memory_order_relaxed);
  if (line_.limited()) next_ = line_.after(from, std::clamp(plan.phase, 0.0, 1.0));
}

base::TimePoint Pacer::take(base::TimePoint available_since) {
  const std::scoped_lock lock(mutex_);
  const base::TimePoint due = std::max(next_, available_since);
  next_ = line_.after(due, 1.0);
  return due;
}

std::uint64_t Pacer::skip(base::TimePoint from, base::TimePoint until) {
  const std::scoped_lock lock(mutex_);
  std::uint64_t passed = 0;
  if (limited()) next_ = line_.skip(std::max(next_, from), until, passed);
  return passed;
}

double Pacer::rateAt(base::TimePoint time) const {
  const std::scoped_lock lock(mutex_);
  return line_.rateAt(time);
}

}  // namespace hrp::engine
