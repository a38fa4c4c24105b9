// The part of MasterMachine that holds it to the table in its header.

#include <vector>

#include "cluster/master/master_machine.hpp"

namespace hrp::cluster {

using stats::Departure;
using State = Share::State;

base::Finding MasterMachine::checkInvariants() const {
  base::RuleCheck check("MasterMachine");
  check.part(checkFleet());
  check.part(desk_.checkInvariants());
  return check.finding();
}

// A message touches one worker; ticks come ten times a second, so they may look at all.
base::Finding MasterMachine::checkTouched(const MasterEvent& event) const {
  const auto* message = std::get_if<FromWorker>(&event);
  if (message == nullptr) return checkFleet();
  base::RuleCheck check("MasterMachine");
  checkPhase(check);
  const auto found = members_.find(message->peer);
  if (found != members_.end()) checkMember(check, found->second);
  return check.finding();
}

base::Finding MasterMachine::checkFleet() const {
  base::RuleCheck check("MasterMachine");
  checkPhase(check);
  std::vector<const Member*> members;
  members.reserve(members_.size());
  for (const auto& [id, member] : members_) {
    checkMember(check, member);
    members.push_back(&member);
  }
  if (phase_ == Phase::kActive) check.part(checkPlan(plan_, members));
  return check.finding();
}

void MasterMachine::checkPhase(base::RuleCheck& check) const {
  const bool quits = phase_ == Phase::kQuitting || phase_ == Phase::kFinished;
  check.state(!quits || quit_, "who quits knows what to finish with", "phase", phase_);
  check.state(!waiting_auto_start_ || (phase_ == Phase::kIdle && options_.auto_start && !quit_),
              "only an idle master waits for its auto-start", "phase", phase_);
  check.state(start_ticket_ == 0 || phase_ == Phase::kPreparing,
              "a start is decided when it is over", "phase", phase_, "ticket", start_ticket_);
  check.state(departed_.empty() || phase_ != Phase::kPreparing, "nobody departs before the run",
              "departed", departed_.size());
  const bool ends = end_reason_ != stats::EndReason::kNone;
  check.state(phase_ != Phase::kStopping || ends, "a run that stops has a reason", "phase", phase_);
  check.state(phase_ != Phase::kActive || !ends, "a run that goes on has no reason to end",
              "reason", end_reason_);
}

void MasterMachine::checkMember(base::RuleCheck& check, const Member& member) const {
  check.part(member.checkInvariants());
  const Share& share = member.share;
  const std::string& id = member.view.id;
  switch (phase_) {
    case Phase::kPreparing:
      check.state(share.state != State::kFailed && share.ordered == 0,
                  "nobody has orders before the start", "worker", id, "state", share.state,
                  "ordered", share.ordered);
      check.state(share.state == State::kNone || member.live(),
                  "only live workers are prepared for the start", "worker", id, "state",
                  share.state);
      break;
    case Phase::kActive:
      checkActive(check, member);
      break;
    case Phase::kStopping:
      check.state(share.pending.empty(), "nothing is ordered in a run that stops", "worker", id,
                  "pending", share.pending.size());
      break;
    case Phase::kIdle:
    case Phase::kQuitting:
    case Phase::kFinished:
      check.state(share.state == State::kNone, "nobody has a share without a run", "worker", id,
                  "phase", phase_, "state", share.state);
      break;
  }
}

void MasterMachine::checkActive(base::RuleCheck& check, const Member& member) const {
  const Share& share = member.share;
  const std::string& id = member.view.id;
  const bool active = share.state == State::kActive;
  check.state(!active || !member.live() || share.ordered > 0, "who works has orders", "worker", id);
  check.state(!active || share.pendingIsWhole(), "what was not applied is pending", "worker", id,
              "pending", share.pending.size(), "applied", share.applied, "ordered", share.ordered);
  check.state(!share.ended, "no share ends while the run goes on", "worker", id);
  check.state(share.lost == (active && !member.live()),
              "a share is lost while it is active and its worker is gone", "worker", id, "lost",
              share.lost, "state", share.state, "missing", member.missing, "left", member.left);
  if (!share.lost && share.state != State::kFailed) return;
  const auto departed = departed_.find(id);
  const bool listed = departed != departed_.end();
  check.state(listed, "who is lost or failed is listed", "worker", id, "state", share.state);
  check.state(!listed || !share.lost || departed->second.how == Departure::kLost ||
                  departed->second.how == Departure::kLeft,
              "who is lost is listed so", "worker", id);
}

}  // namespace hrp::cluster
