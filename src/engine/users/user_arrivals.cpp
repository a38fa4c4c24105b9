// A user under --arrival-rate: between two iterations it is free and waits for the time of one. The
// rest of the user is in user.cpp.

#include <utility>

#include "engine/pace/late_start.hpp"
#include "engine/users/user.hpp"

namespace hrp::engine {

void User::awaitArrival() {
  arrival_ = host_.arrivals.enter(*this);
  if (!arrival_) phase_ = Phase::kArrival;
}

void User::onArrival(base::TimePoint scheduled) {
  phase_ = Phase::kRunning;
  arrival_ = scheduled;
  available_since_ = scheduled;
  advance();
}

// The iteration begins now, and should have at `arrival_`.
void User::startArrived() {
  delay_ = iteration_started_ - *arrival_;
  arrival_.reset();
  delayed_request_ = true;
  if (delay_ > kLateStart) host_.recorder.lateStart();
}

// What the start of an iteration was late, its first request is late as well, also when the user
// thinks before it. Its Action is late in the same way.
base::Duration User::takeDelay() {
  return std::exchange(delayed_request_, false) ? delay_ : base::Duration::zero();
}

}  // namespace hrp::engine
