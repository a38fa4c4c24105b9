// What a user shares with the others of the fleet: rows of parameters, and points at which they
// wait for each other. The rest of the user is in user.cpp.

#include "engine/users/user.hpp"

namespace hrp::engine {
namespace {

// The fleet releases whoever waits; the timer is only there for the case_timeout.
constexpr base::Duration kLookAgain = std::chrono::hours(1);

}  // namespace

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
  phase_ = Phase::kRunning;
  available_since_ = host_.loop.now();
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

bool User::meet() {
  const RendezvousBoard::Point point{program_, at_};
  const auto releases = host_.run.fleet.meetings.arrive(point);
  wait_started_ = host_.loop.now();
  if (releases) {
    meeting_releases_ = *releases;
    host_.rendezvous_waiters.enter(*this);
    wait(Phase::kRendezvous, kLookAgain);
    host_.run.fleet.askForAttention();
    return false;
  }
  if (!operation().name_prefix.empty()) {
    recordTime(row(at_, {"rendezvous", {}, false}), wait_started_, {});
  }
  stepOver({});
  return true;
}

void User::rendezvousTimeOver() {
  phase_ = Phase::kRendezvous;
  if (caseTimeIsOver()) {
    leaveRendezvous();
    return passRendezvous();
  }
  const base::TimePoint started = wait_started_;
  wait(Phase::kRendezvous, kLookAgain);
  wait_started_ = started;
}

void User::leaveRendezvous() {
  host_.rendezvous_waiters.leave(*this);
  host_.run.fleet.meetings.leave({program_, at_}, meeting_releases_);
}

bool User::released(const RendezvousBoard::Release& release) {
  const bool mine = phase_ == Phase::kRendezvous && meeting_releases_ < release.releases &&
                    release.point == RendezvousBoard::Point{program_, at_};
  if (!mine) return false;
  if (armed()) host_.loop.cancel(*this);
  available_since_ = host_.loop.now();
  passRendezvous();
  return true;
}

void User::passRendezvous() {
  phase_ = Phase::kRunning;
  if (!operation().name_prefix.empty()) {
    recordTime(row(at_, {"rendezvous", {}, false}), wait_started_, {});
  }
  if (!caseTimeIsOver()) ++at_;
  advance();
}

}  // namespace hrp::engine
