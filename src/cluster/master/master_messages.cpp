// The part of MasterMachine that reads the workers' messages.

#include <algorithm>
#include <utility>

#include "cluster/master/master_machine.hpp"
#include "cluster/timing.hpp"

namespace hrp::cluster {

using base::RunState;
using runner::WorkerEnding;
using stats::EndReason;

void MasterMachine::on(const FromWorker& event) {
  // A peer speaks only for itself.
  if (event.peer != event.message.node_id) return;
  Member* member = admit(event);
  if (member == nullptr) return;
  if (!event.address.empty()) member->view.ip = event.address;
  const auto* ready = std::get_if<ClientReady>(&event.message.body);
  const bool back = heard(*member, ready);
  std::visit([this, member](const auto& body) { receive(*member, body); }, event.message.body);
  if (back) cameBack(*member);
  // Last, so that whoever hears it has had everything else before.
  if (ready != nullptr) acknowledge(*member, ready->status.sequence);
}

void MasterMachine::acknowledge(const Member& member, std::uint64_t sequence) {
  Ack ack{.sequence = sequence};
  if (phase_ == Phase::kActive && member.share.state == Share::State::kActive) {
    ack.share = {plan_.id, member.share.number};
    ack.ordered = member.share.ordered;
  }
  send(member, std::move(ack));
}

Member* MasterMachine::admit(const FromWorker& event) {
  if (const auto found = members_.find(event.peer); found != members_.end()) {
    return &found->second;
  }
  const auto answer = [&](const Ack& ack) {
    actions_.emplace_back(SendToWorker{event.peer, ack});
    return nullptr;
  };
  const auto* ready = std::get_if<ClientReady>(&event.message.body);
  if (std::holds_alternative<Quit>(event.message.body)) {
    if (phase_ != Phase::kQuitting) actions_.emplace_back(SendToWorker{event.peer, Quit{}});
    return nullptr;
  }
  if (ready == nullptr) return answer({.known = false});
  if (ready->version != kProtocolVersion) {
    return answer({false, "the master speaks protocol version " + std::to_string(kProtocolVersion) +
                              ", this worker " + std::to_string(ready->version)});
  }
  if (members_.size() >= kMaxWorkers) return answer({false, "the master has too many workers"});
  Member& member = members_[event.peer];
  member.view.id = event.peer;
  member.last_heard = now_;
  note("worker " + event.peer + " joined");
  return &member;
}

bool MasterMachine::adopt(Member& member, const WorkerStatus& status) {
  if (status.sequence <= member.sequence) return false;
  member.sequence = status.sequence;
  member.view.state = status.state;
  member.view.users = status.users;
  member.users_peak = status.id.run == plan_.id ? status.users_peak : 0;
  return true;
}

void MasterMachine::receive(Member& member, const ClientReady& body) {
  member.view.os = body.os;
  member.view.arch = body.arch;
  if (adopt(member, body.status)) followShare(member, body.status);
}

void MasterMachine::receive(Member& member, const WorkerHeartbeat& body) {
  stats::WorkerView& view = member.view;
  view.process_cpu_percent = body.usage.process_cpu_percent;
  view.machine_cpu_percent = body.usage.machine_cpu_percent;
  view.process_memory_percent = body.usage.process_memory_percent;
  view.machine_memory_percent = body.usage.machine_memory_percent;
  if (view.machine_cpu_percent > 90 && !view.cpu_warning_emitted) {
    view.cpu_warning_emitted = true;
    note("worker " + view.id + " uses more than 90 % of its processor");
  }
  stillLoads(member, body.status);
  if (adopt(member, body.status)) followShare(member, body.status);
}

// A worker that names the share before it is prepared is busy with it.
void MasterMachine::stillLoads(Member& member, const WorkerStatus& status) const {
  Share& share = member.share;
  const bool loads = share.state == Share::State::kPreparing &&
                     status.id == ShareId{plan_.id, share.number} &&
                     status.ending == WorkerEnding::kNone;
  if (loads && now_ - share.begun < kLoadLimit) share.prepared_since = now_;
}

void MasterMachine::receive(Member& member, const Spawning& body) {
  if (adopt(member, body.status)) followShare(member, body.status);
}
void MasterMachine::receive(Member& member, const SpawningComplete& body) {
  if (adopt(member, body.status)) followShare(member, body.status);
}
void MasterMachine::receive(Member& member, const ClientStopped& body) {
  if (adopt(member, body.status)) followShare(member, body.status);
}

void MasterMachine::receive(Member& member, const BundleRequest& body) {
  if (!bundle_.bytes || body.hash != bundle_.hash || body.offset >= bundle_.bytes->size()) return;
  member.share.prepared_since = now_;
  send(member,
       BundleChunk{body.hash, body.offset, bundle_.bytes->substr(body.offset, kChunkBytes)});
}

void MasterMachine::receive(Member& member, const Prepared& body) {
  if (!adopt(member, body.status)) return;
  const bool mine = body.status.id == ShareId{plan_.id, member.share.number};
  if (!mine || member.share.state != Share::State::kPreparing) return;
  if (!body.error.empty()) {
    if (phase_ == Phase::kPreparing) {
      return failStart(
          {base::ErrorCode::kInvalidArgument, "worker " + member.view.id + ": " + body.error, {}});
    }
    return giveUpPreparing(member, "cannot join the run: " + body.error);
  }
  member.share.state = Share::State::kActive;
  member.watch.begin(now_);
  if (phase_ == Phase::kPreparing) return goWhenPrepared();
  if (phase_ == Phase::kActive) even();
}

void MasterMachine::receive(Member& member, const Stats& body) {
  if (body.run != plan_.id) {
    // Of a run that is over and replaced: nothing can be done with it, so it must not linger.
    send(member, StatsAck{body.run, body.number, {}});
    return;
  }
  const auto verdict = member.ledger.take(body.number);
  if (verdict == ReportLedger::Verdict::kRefuse) return;
  send(member, StatsAck{body.run, body.number, report_interval_});
  if (verdict == ReportLedger::Verdict::kRepeat) return;
  std::int64_t iterations = 0;
  for (const auto& part : body.parts) {
    iterations += static_cast<std::int64_t>(part.slice.iterations);
  }
  countIterations(plan_, member, iterations);
  ++member.reports_counted;
  RunCounted counted{body.parts};
  for (auto& part : counted.parts) part.slice.generator.nameWorker(member.view.id);
  member.watch.counted(now_, counted.parts);
  actions_.emplace_back(std::move(counted));
  amend();
}

void MasterMachine::receive(Member& member, const Exception& body) {
  note("worker " + member.view.id + ": " + body.text);
}

void MasterMachine::receive(Member& member, const Quit& body) {
  if (phase_ != Phase::kQuitting) send(member, Quit{});
  if (!member.left) leaves(member, body.whole);
}

void MasterMachine::followShare(Member& member, const WorkerStatus& status) {
  Share& share = member.share;
  const bool same = status.id == ShareId{plan_.id, share.number} && share.number > 0;
  if (phase_ == Phase::kIdle || phase_ == Phase::kQuitting) {
    const bool ended = status.ending == WorkerEnding::kStopped || runner::isFailure(status.ending);
    const bool on = !status.id.run.empty() && !ended;
    if (on) send(member, Stop{status.id.run, {}});
    if (same && status.ending != WorkerEnding::kNone) isWhole(member);
    return;
  }
  if (phase_ == Phase::kPreparing) return;
  const bool active = share.state == Share::State::kActive;
  if (active && same) {
    share.follow(status.applied, status.spawned);
    if (status.ending != WorkerEnding::kNone) shareEnded(member, status);
    return;
  }
  if (phase_ == Phase::kStopping) {
    const bool over = status.id.run != plan_.id || status.ending != WorkerEnding::kNone;
    if (over && stoppable(share)) share.ended = true;
    return;
  }
  if (active && status.id.run != plan_.id) {
    depart(member, stats::Departure::kLost);
    return dropShare(member, "forgot its share");
  }
  const bool staying = status.state != RunState::kQuitting;
  if (share.state == Share::State::kNone && staying && !member.left) {
    member.index = freeIndex();
    beginShare(member);
  }
}

void MasterMachine::shareEnded(Member& member, const WorkerStatus& status) {
  Share& share = member.share;
  if (status.ending == WorkerEnding::kDone) {
    if (status.applied == share.ordered) share.done = true;
    return;
  }
  if (phase_ == Phase::kStopping) {
    share.ended = true;
    return;
  }
  if (status.ending == WorkerEnding::kStopped) {
    return dropShare(member, "stopped its load by itself");
  }
  failure_ = "worker " + member.view.id + ": " + status.failure;
  if (status.ending == WorkerEnding::kFailedForAll) {
    note(failure_);
    share.reset();
    share.state = Share::State::kFailed;
    return beginStop(EndReason::kError, failure_);
  }
  depart(member, stats::Departure::kFailed);
  dropShare(member, "failed: " + status.failure);
  member.share.state = Share::State::kFailed;
}

}  // namespace hrp::cluster
