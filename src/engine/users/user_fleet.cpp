// Rows of parameters, which a user shares with the others of the fleet. The rest of the user is in
// user.cpp.

#include "engine/users/user.hpp"

namespace hrp::engine {

bool User::takeRow() {
  RowFeed* feed = host_.run.fleet.rows(program_);
  // A testcase that is run once takes its rows in turn; rows without an order need no lease.
  if (host_.observer != nullptr || feed == nullptr) {
    openIteration(static_cast<std::uint64_t>(iteration_ - 1));
    return true;
  }
  const RowFeed::Taken taken = feed->take(host_.thread);
  if (taken.number) {
    openIteration(taken.number);
    return true;
  }
  if (taken.ended) return false;
  phase_ = Phase::kRow;
  feed->wait();
  host_.row_waiters[program_].enter(*this);
  host_.run.fleet.askForAttention();
  return true;
}

bool User::rowsCame() {
  const RowFeed::Taken taken = host_.run.fleet.rows(program_)->take(host_.thread);
  if (!taken.number && !taken.ended) return false;
  leaveRowQueue();
  wakeUp(host_.loop.now());
  if (taken.number) {
    openIteration(taken.number);
    if (phase_ == Phase::kRunning) advance();
  } else {
    end(true);
  }
  return true;
}

void User::leaveRowQueue() {
  host_.row_waiters[program_].leave(*this);
  host_.run.fleet.rows(program_)->ceaseToWait();
}

}  // namespace hrp::engine
