// The part of MasterMachine that deals with workers that go: lost, failed, leaving, not answering;
// and with its own pauses, in which none of them was silent.

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/master/master_machine.hpp"
#include "cluster/timing.hpp"

namespace hrp::cluster {

using stats::Departure;
using stats::EndReason;

// While the master did not run it heard nobody, which says nothing of the workers. Times by which
// it waits for others move on; the time of the run does not.
void MasterMachine::noticePause(base::Duration pause) {
  if (pause <= kPauseAfter) return;
  note("the master did not run for " +
       std::to_string(std::chrono::duration_cast<std::chrono::seconds>(pause).count()) + " s");
  for (auto& [id, member] : members_) {
    member.last_heard += pause;
    member.share.prepared_since += pause;
  }
  workers_seen_ += pause;
  phase_since_ += pause;
  drained_ += pause;
  opened_ += pause;
}

void MasterMachine::cameBack(Member& member) {
  note("worker " + member.view.id + " is back");
  // It has everything that it did, and its end is waited for again.
  const bool in_run = phase_ == Phase::kActive || phase_ == Phase::kStopping;
  const auto departed = departed_.find(member.view.id);
  if (in_run && departed != departed_.end() && departed->second.how == Departure::kLost) {
    departed_.erase(departed);
  }
  if (phase_ != Phase::kActive || !member.share.lost || !member.working()) return;
  takeBack(plan_, member);
  desk_.back(tenantOf(member));
  even();
}

void MasterMachine::lost(Member& member, const std::string& why) {
  note("worker " + member.view.id + " " + why);
  if (phase_ == Phase::kPreparing) return member.share.reset();
  if (phase_ == Phase::kStopping && reportsEnd(member.share)) depart(member, Departure::kLost);
  if (phase_ != Phase::kActive) return;
  if (member.share.state == Share::State::kPreparing) return member.share.reset();
  if (member.share.state != Share::State::kActive) return;
  depart(member, Departure::kLost);
  loseWork(plan_, member);
  desk_.lost(tenantOf(member));
  even();
}

void MasterMachine::depart(const Member& member, Departure how, bool whole) {
  stats::DepartedWorker& departed = departed_[member.view.id];
  departed = {.id = member.view.id, .how = how};
  // One that has not applied its first order says so as soon as it has, before it sends anything.
  const bool idle = how == Departure::kLost && member.share.applied == 0;
  departed.complete = whole || idle || how == Departure::kNotPrepared || how == Departure::kFailed;
  if (departed.complete) return;
  departed.uncounted = now_ - member.watch.at();
  departed.requests_per_s = member.watch.requestsPerSecond();
  if (departed.requests_per_s > 0) return;
  // Nothing of it was counted yet: it did what the fastest of the others does.
  for (const auto& [id, other] : members_) {
    departed.requests_per_s = std::max(departed.requests_per_s, other.watch.requestsPerSecond());
  }
}

// Its users go to the others; a worker that stays is prepared again at its next heartbeat.
void MasterMachine::dropShare(Member& member, const std::string& why) {
  note("worker " + member.view.id + " " + why);
  loseWork(plan_, member);
  desk_.leave(tenantOf(member));
  member.share.reset();
  even();
}

// The run goes on without a worker that joined it and does not get ready.
void MasterMachine::giveUpPreparing(Member& member, const std::string& why) {
  note("worker " + member.view.id + " " + why);
  depart(member, Departure::kNotPrepared);
  send(member, Stop{plan_.id});
  member.share.reset();
  member.share.state = Share::State::kFailed;
}

// What its last words were decides whether anything may be missing.
void MasterMachine::leaves(Member& member, bool whole) {
  const bool took_part = member.share.number > 0;
  // First, so that nothing of its work is handed to itself.
  member.left = true;
  if (phase_ != Phase::kQuitting) lost(member, "left");
  const bool in_run = phase_ == Phase::kActive || phase_ == Phase::kStopping;
  if (in_run && took_part) depart(member, Departure::kLeft, whole);
  if (!in_run && whole) isWhole(member);
}

// It has news after its goodbye, or is heard of after a silence.
bool MasterMachine::heard(Member& member, const ClientReady* ready) {
  member.last_heard = now_;
  const bool stays = member.left && ready != nullptr && ready->status.sequence > member.sequence;
  if (stays) member.left = false;
  return std::exchange(member.missing, false) || stays;
}

bool MasterMachine::stillWaitsFor(const Member& member) const {
  const base::Duration silent = now_ - member.last_heard;
  const base::Duration asked = now_ - phase_since_;
  if (now_ >= drained_ + kStopLimit) return false;
  // Figures that come after the end are added to it, unless the master ends with the run.
  if (silent >= kStopLimitLast) return false;
  const bool last = options_.auto_start || quit_;
  return last || std::min(silent, asked) < kStopLimitSilent;
}

void MasterMachine::nameThoseWithoutEnd() {
  for (const auto& [id, member] : members_) {
    if (member.left || !reportsEnd(member.share) || departed_.contains(id)) continue;
    const bool silent = now_ - member.last_heard >= kStopLimitSilent;
    depart(member, silent ? Departure::kLost : Departure::kNoAnswer);
  }
}

// After the end: everything that the worker did has arrived.
void MasterMachine::isWhole(const Member& member) {
  const auto departed = departed_.find(member.view.id);
  if (departed == departed_.end() || departed->second.complete) return;
  departed_.erase(departed);
  amend();
}

void MasterMachine::amend() {
  if (phase_ == Phase::kIdle || phase_ == Phase::kQuitting) {
    actions_.emplace_back(RunAmended{endText()});
  }
}

std::string MasterMachine::endText() const {
  std::string text = end_text_;
  const std::string departed = stats::departedText(departedWorkers());
  if (!text.empty() && !departed.empty()) text += "; ";
  return text + departed;
}

stats::DepartedWorkers MasterMachine::departedWorkers() const {
  stats::DepartedWorkers workers;
  workers.reserve(departed_.size());
  for (const auto& [id, departed] : departed_) workers.push_back(departed);
  return workers;
}

bool MasterMachine::countedAll() const {
  return plan_.profile.allow_lost_workers || stats::isComplete(departedWorkers());
}

}  // namespace hrp::cluster
