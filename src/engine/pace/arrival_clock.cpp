#include "engine/pace/arrival_clock.hpp"

#include <algorithm>

namespace hrp::engine {

void ArrivalClock::start(const PacePlan& plan, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  start_ = now - plan.age;
  apply(plan, now);
}

bool ArrivalClock::adjust(const PacePlan& plan, base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  if (plan == line_.plan()) return false;
  if (!on()) start_ = now - plan.age;
  apply(plan, now);
  return true;
}

void ArrivalClock::apply(const PacePlan& plan, base::TimePoint from) {
  line_ = PaceLine(plan, start_);
  returned_.clear();
  on_.store(plan.of_iterations && line_.limited(), std::memory_order_relaxed);
  if (on()) next_ = line_.after(from, std::clamp(plan.phase, 0.0, 1.0));
}

std::uint64_t ArrivalClock::freed(base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t dropped = drop(now);
  ++free_;
  open_ = true;
  return dropped;
}

void ArrivalClock::busy() {
  const std::scoped_lock lock(mutex_);
  --free_;
}

base::TimePoint ArrivalClock::take() {
  const std::scoped_lock lock(mutex_);
  const auto earliest = std::min_element(returned_.begin(), returned_.end());
  if (earliest != returned_.end() && *earliest <= next_) {
    const base::TimePoint due = *earliest;
    returned_.erase(earliest);
    return due;
  }
  const base::TimePoint due = next_;
  next_ = line_.after(due, 1.0);
  return due;
}

void ArrivalClock::giveBack(base::TimePoint due) {
  const std::scoped_lock lock(mutex_);
  returned_.push_back(due);
}

std::uint64_t ArrivalClock::droppedUntil(base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  return drop(now);
}

std::uint64_t ArrivalClock::skip(base::TimePoint until) {
  const std::scoped_lock lock(mutex_);
  if (!on() || !open_ || closed_) return 0;
  return pass(until);
}

std::uint64_t ArrivalClock::close(base::TimePoint now) {
  const std::scoped_lock lock(mutex_);
  const std::uint64_t dropped = drop(now);
  closed_ = true;
  return dropped;
}

std::uint64_t ArrivalClock::drop(base::TimePoint now) {
  if (!on() || !open_ || closed_ || free_ > 0) return 0;
  return pass(now);
}

std::uint64_t ArrivalClock::pass(base::TimePoint until) {
  std::uint64_t passed = std::erase_if(returned_, [until](auto due) { return due < until; });
  next_ = line_.skip(next_, until, passed);
  return passed;
}

}  // namespace hrp::engine
