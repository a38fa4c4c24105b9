#include "engine/pace/pace_queue.hpp"

#include <algorithm>

namespace hrp::engine {

void PaceQueue::enter(PaceWaiter& waiter, base::TimePoint available_since) {
  waiter.paced_since = available_since;
  waiting_.enter(waiter);
  if (!armed()) serve();
}

void PaceQueue::leave(PaceWaiter& waiter) {
  // The due time stays: it belongs to whoever is first then.
  waiting_.leave(waiter);
  if (waiting_.empty() && armed()) loop_.cancel(*this);
}

void PaceQueue::rateChanged() {
  has_due_ = false;
  if (armed()) loop_.cancel(*this);
  serve();
}

std::uint64_t PaceQueue::skip(base::TimePoint from, base::TimePoint until) {
  if (waiting_.empty() || !pacer_.limited()) return 0;
  std::uint64_t skipped = pacer_.skip(from, until);
  if (has_due_ && due_ < until) {
    has_due_ = false;
    ++skipped;
  }
  loop_.arm(*this, until);
  return skipped;
}

void PaceQueue::serve() {
  if (serving_) return;  // a waiter that enters again from onPaced() is served by the loop below
  serving_ = true;
  // A bounded number per turn: late requests must not keep the loop from reading responses.
  for (int left = 256; left > 0 && !waiting_.empty(); --left) {
    PaceWaiter& first = waiting_.first();
    if (!has_due_ && pacer_.limited()) {
      due_ = pacer_.take(first.paced_since);
      has_due_ = true;
    }
    if (has_due_) due_ = std::max(due_, first.paced_since);
    if (has_due_ && due_ > loop_.now()) break;
    const base::TimePoint scheduled = has_due_ ? due_ : loop_.now();
    has_due_ = false;
    waiting_.takeFirst().onPaced(scheduled);
  }
  serving_ = false;
  // Late ones do not go before what else is due.
  if (!waiting_.empty()) loop_.arm(*this, has_due_ ? std::max(due_, loop_.now()) : loop_.now());
}

}  // namespace hrp::engine
