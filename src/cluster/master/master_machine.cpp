#include "cluster/master/master_machine.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "cluster/timing.hpp"
#include "hrp/base/random.hpp"

namespace hrp::cluster {
namespace {

constexpr std::size_t kRowsPerSecond = 5'000;
constexpr std::size_t kRowsOfAFrame = 3;  // what a report costs besides its rows

}  // namespace

using base::ErrorCode;
using base::RunState;
using stats::EndReason;

MasterMachine::MasterMachine(MachineOptions options, base::TimePoint now)
    : options_(std::move(options)),
      now_(now),
      waiting_auto_start_(options_.auto_start.has_value()),
      opened_(now) {}

std::vector<MasterAction> MasterMachine::step(const MasterEvent& event, base::TimePoint now) {
  actions_.clear();
  noticePause(now - std::exchange(now_, now));
  if (phase_ != Phase::kFinished) std::visit([this](const auto& known) { on(known); }, event);
  base::enforce(base::kCheckAllAfterEachStep ? checkInvariants() : checkTouched(event));
  return std::exchange(actions_, {});
}

RunState MasterMachine::state() const {
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kPreparing:
      return ever_ran_ ? RunState::kStopped : RunState::kReady;
    case Phase::kActive:
      return everyWorkerSpawned() ? RunState::kRunning : RunState::kSpawning;
    case Phase::kStopping:
      return RunState::kStopping;
    case Phase::kQuitting:
    case Phase::kFinished:
      break;
  }
  return RunState::kQuitting;
}

runner::RunFigures MasterMachine::figures(base::TimePoint now) const {
  runner::RunFigures figures;
  figures.state = state();
  for (const auto& [id, member] : members_) {
    if (member.left) continue;
    stats::WorkerView view = member.view;
    const auto silence =
        std::chrono::duration_cast<std::chrono::seconds>(now - member.last_heard).count();
    view.heartbeat = static_cast<int>(std::clamp<std::int64_t>(3 - silence, 0, 3));
    if (member.missing) {
      view.state = RunState::kMissing;
      view.heartbeat = -1;
    } else {
      figures.users += view.users;
      figures.users_peak += member.users_peak;
    }
    figures.workers.push_back(std::move(view));
  }
  const bool in_run = phase_ == Phase::kActive || phase_ == Phase::kStopping;
  if (in_run && plan_.profile.stages.empty()) figures.target_users = plan_.target_users;
  if (in_run && !plan_.profile.stages.empty()) {
    figures.target_users = runner::usersAt(plan_.profile.stages, {}, now - go_);
  }
  figures.departed = departedWorkers();
  // Users that moved from a lost worker are in the peaks of two.
  figures.users_peak = std::min(figures.users_peak, plan_.target_users);
  return figures;
}

std::size_t MasterMachine::liveWorkers() const {
  return static_cast<std::size_t>(std::count_if(
      members_.begin(), members_.end(), [](const auto& entry) { return entry.second.live(); }));
}

void MasterMachine::on(const StartCommand& command) {
  const bool idle =
      phase_ == Phase::kIdle && !quit_ && (!waiting_auto_start_ || command.ticket == 0);
  if (!idle) {
    return decide(command.ticket, base::fail(ErrorCode::kConflict, "already started"));
  }
  if (liveWorkers() == 0) {
    return decide(command.ticket,
                  base::fail(ErrorCode::kUnavailable, "current available workers: 0"));
  }
  waiting_auto_start_ = false;
  earlier_counted_all_ = earlier_counted_all_ && countedAll();
  base::Random random(options_.seed + ++runs_);
  plan_ = RunPlan();
  plan_.id = std::to_string(random.next()) + "-" + std::to_string(runs_);
  plan_.profile = command.profile;
  plan_.target_users = runner::mostUsersOf(command.profile);
  plan_.rate_per_s = runner::spawnRateOf(command.profile);
  bundle_ = command.bundle;
  desk_ = runner::FleetDesk(bundle_.fleet);
  start_ticket_ = command.ticket;
  departed_.clear();
  failure_.clear();
  end_text_.clear();
  end_reason_ = EndReason::kNone;
  phase_ = Phase::kPreparing;
  phase_since_ = now_;
  worker_count_ = static_cast<std::uint32_t>(liveWorkers());
  std::erase_if(members_, [](const auto& entry) { return !entry.second.live(); });
  std::uint32_t index = 0;
  for (auto& [id, member] : members_) {
    member.ledger = ReportLedger();
    member.reports_counted = 0;
    member.watch = CountWatch();
    member.share = Share();
    member.index = index++;
    beginShare(member);
  }
}

void MasterMachine::on(const RebalanceCommand& command) {
  if (phase_ != Phase::kActive) {
    return decide(command.ticket, base::fail(ErrorCode::kConflict, "no start"));
  }
  if (!plan_.profile.stages.empty()) {
    return decide(command.ticket,
                  base::fail(ErrorCode::kConflict, "the users of this run follow its stages"));
  }
  const bool behind = std::any_of(members_.begin(), members_.end(), [](const auto& entry) {
    return entry.second.share.pending.size() >= kMaxPendingOrders;
  });
  if (behind) {
    return decide(command.ticket, base::fail(ErrorCode::kLimit,
                                             "the workers have not followed the last changes yet"));
  }
  plan_.target_users = command.request.spawn_count;
  if (command.request.spawn_rate) plan_.rate_per_s = *command.request.spawn_rate;
  spreadUsers(plan_, working());
  flushOrders();
  decide(command.ticket, {});
}

void MasterMachine::on(const StopCommand& command) {
  if (phase_ == Phase::kPreparing) {
    failStart({ErrorCode::kAborted, "stopped before the start", {}});
  } else if (phase_ == Phase::kActive) {
    beginStop(command.reason, command.text, command.request.drain.value_or(plan_.profile.drain));
  } else if (!shortenDrain(command.request)) {
    return decide(command.ticket, base::fail(ErrorCode::kConflict, "already stopped"));
  }
  decide(command.ticket, {});
}

void MasterMachine::on(const QuitCommand& command) {
  if (quit_) return;
  quit_ = command.outcome;
  waiting_auto_start_ = false;
  const bool signal = command.outcome.kind == MasterOutcome::Kind::kSignal;
  if (phase_ == Phase::kPreparing) {
    failStart({ErrorCode::kAborted, "the master quits", {}});
  } else if (phase_ == Phase::kActive) {
    beginStop(signal ? EndReason::kSignal : EndReason::kQuit, command.outcome.text);
  } else if (phase_ == Phase::kIdle) {
    beginQuit();
  }
}

void MasterMachine::on(const MasterTick&) {
  tickMembers();
  tickReports();
  if (phase_ == Phase::kPreparing) tickPreparing();
  if (phase_ == Phase::kActive) tickActive();
  if (phase_ == Phase::kStopping) tickStopping();
  if (phase_ == Phase::kQuitting) tickQuitting();
  if (waiting_auto_start_) tickAutoStart();
}

void MasterMachine::tickMembers() {
  for (auto& [id, member] : members_) {
    if (member.live() && now_ - member.last_heard >= kMissingAfter) {
      member.missing = true;
      lost(member, "was silent for 3 s");
    }
    const bool preparing = member.live() && member.share.state == Share::State::kPreparing;
    const bool may_prepare = phase_ == Phase::kPreparing || phase_ == Phase::kActive;
    if (preparing && may_prepare && member.share.prepare.due(now_, kHeartbeatInterval)) {
      sendPrepare(member);
    }
  }
  if (now_ - last_beat_ >= kHeartbeatInterval) {
    last_beat_ = now_;
    // Missing workers too: it is how they learn that the master is there again.
    for (const auto& [id, member] : members_) send(member, MasterHeartbeat{state()});
  }
  if (phase_ != Phase::kIdle) return;
  std::erase_if(members_, [this](const auto& entry) {
    const Member& member = entry.second;
    return member.left || (member.missing && now_ - member.last_heard >= kForgetMissingAfter);
  });
}

// So many reports that merging their rows is no load for the master, whatever the fleet's size;
// docs/performance.md has the figures.
void MasterMachine::tickReports() {
  std::size_t rows = 0;
  for (const auto& [id, member] : members_) {
    if (member.working()) rows += kRowsOfAFrame + member.watch.rows();
  }
  const base::Duration least = base::Duration(std::chrono::seconds(rows)) / kRowsPerSecond;
  report_interval_ = std::clamp(least, kReportInterval, kReportIntervalMost);
}

void MasterMachine::tickPreparing() {
  for (const auto& [id, member] : members_) {
    const bool waits = member.live() && member.share.state == Share::State::kPreparing;
    if (waits && now_ - member.share.prepared_since >= kPrepareLimit) {
      return failStart({ErrorCode::kTimeout, "worker " + id + " was not prepared in time", {}});
    }
  }
  goWhenPrepared();
}

void MasterMachine::tickActive() {
  for (auto& [id, member] : members_) {
    const bool waits = member.live() && member.share.state == Share::State::kPreparing;
    if (waits && now_ - member.share.prepared_since >= kPrepareLimit) {
      giveUpPreparing(member, "was not prepared in time; the run goes on without it");
    }
  }
  const auto useful = [](const auto& entry) {
    return entry.second.live() && entry.second.share.state != Share::State::kFailed;
  };
  if (std::any_of(members_.begin(), members_.end(), useful)) {
    workers_seen_ = now_;
  } else if (!failure_.empty()) {
    return beginStop(EndReason::kError, failure_);
  } else if (now_ - workers_seen_ >= kNoWorkersAfter) {
    return beginStop(EndReason::kNoWorkers, "every worker was lost");
  }
  const auto run_time = runner::runTimeOf(plan_.profile);
  if (run_time > base::Duration::zero() && now_ - go_ >= run_time) {
    return beginStop(EndReason::kRunTime, {});
  }
  if (everyWorkerDone()) return beginStop(EndReason::kLoopCount, {});
  flushOrders();
  sendGrants();
}

void MasterMachine::tickStopping() {
  for (auto& [id, member] : members_) {
    Share& share = member.share;
    if (member.left || !stoppable(share) || !share.stop.due(now_, kResendInterval)) continue;
    share.stop.sent(now_);
    send(member, Stop{plan_.id, std::max(base::Duration::zero(), drained_ - now_)});
  }
  if (everyShareEnded()) endRun();
}

void MasterMachine::tickQuitting() {
  if (liveWorkers() == 0 || now_ - phase_since_ >= kQuitLimit) {
    phase_ = Phase::kFinished;
    quit_->counted_all = earlier_counted_all_ && countedAll();
    actions_.emplace_back(MasterFinished{*quit_});
    return;
  }
  for (auto& [id, member] : members_) {
    if (!member.live() || !member.quit.due(now_, kResendInterval)) continue;
    member.quit.sent(now_);
    send(member, Quit{});
  }
}

void MasterMachine::tickAutoStart() {
  const std::size_t came = liveWorkers();
  if (came >= options_.expect_workers) {
    StartCommand command = *options_.auto_start;
    command.ticket = 0;
    return on(command);
  }
  if (now_ - opened_ < options_.expect_workers_max_wait) return;
  const auto waited =
      std::chrono::duration_cast<std::chrono::seconds>(options_.expect_workers_max_wait);
  on(QuitCommand{{MasterOutcome::Kind::kNoWorkersCame,
                  "expected " + std::to_string(options_.expect_workers) + " workers within " +
                      std::to_string(waited.count()) + " s, " + std::to_string(came) + " came"}});
}

void MasterMachine::beginShare(Member& member) {
  member.share.reset();
  ++member.share.number;
  member.share.state = Share::State::kPreparing;
  member.share.begun = member.share.prepared_since = now_;
  sendPrepare(member);
}

void MasterMachine::sendPrepare(Member& member) {
  member.share.prepare.sent(now_);
  send(member, Prepare{{plan_.id, member.share.number},
                       bundle_.hash,
                       bundle_.bytes ? bundle_.bytes->size() : 0,
                       member.index,
                       std::max(worker_count_, member.index + 1),
                       plan_.profile});
}

std::uint32_t MasterMachine::freeIndex() const {
  std::set<std::uint32_t> used;
  for (const auto& [id, member] : members_) {
    if (member.live() && member.share.state != Share::State::kNone) used.insert(member.index);
  }
  std::uint32_t index = 0;
  while (used.contains(index)) ++index;
  return index;
}

void MasterMachine::goWhenPrepared() {
  const auto in = [this](Share::State state) {
    return std::any_of(members_.begin(), members_.end(), [state](const auto& entry) {
      return entry.second.live() && entry.second.share.state == state;
    });
  };
  if (in(Share::State::kPreparing)) return;
  if (!in(Share::State::kActive)) {
    return failStart({ErrorCode::kUnavailable, "current available workers: 0", {}});
  }
  phase_ = Phase::kActive;
  go_ = phase_since_ = workers_seen_ = now_;
  ever_ran_ = true;
  actions_.emplace_back(RunBegan{plan_.profile});
  spreadUsers(plan_, working());
  flushOrders();
  decide(std::exchange(start_ticket_, 0), {});
}

void MasterMachine::failStart(const base::Error& error) {
  for (auto& [id, member] : members_) {
    if (member.share.state != Share::State::kNone) send(member, Stop{plan_.id, {}});
    member.share.reset();
  }
  phase_ = Phase::kIdle;
  decide(std::exchange(start_ticket_, 0), base::fail(error));
  if (options_.auto_start && !quit_) {
    quit_ = MasterOutcome{MasterOutcome::Kind::kStartFailed, error.message};
  }
  if (quit_) beginQuit();
}

void MasterMachine::flushOrders() {
  for (auto& [id, member] : members_) {
    const bool due = member.share.orders.due(now_, kResendInterval);
    if (member.working() && !member.share.pending.empty() && due) sendOrders(member);
  }
}

void MasterMachine::sendOrders(Member& member) {
  member.share.orders.sent(now_);
  const ShareId id{plan_.id, member.share.number};
  for (auto order : member.share.pending) {
    order.age = now_ - go_;
    if (order.epoch == 1) {
      send(member, Spawn{id, std::move(order)});
    } else {
      send(member, Rebalance{id, std::move(order)});
    }
  }
}

void MasterMachine::even() {
  evenOut(plan_, working());
  flushOrders();
}

void MasterMachine::beginStop(EndReason reason, const std::string& text) {
  beginStop(reason, text, plan_.profile.drain);
}

void MasterMachine::beginStop(EndReason reason, const std::string& text, base::Duration drain) {
  phase_ = Phase::kStopping;
  phase_since_ = now_;
  drained_ = now_ + drain;
  end_reason_ = reason;
  end_text_ = text;
  actions_.emplace_back(RunStopping{});
  for (auto& [id, member] : members_) member.share.pending.clear();
  sendStops();
}

bool MasterMachine::shortenDrain(const runner::StopRequest& request) {
  if (phase_ != Phase::kStopping || !request.drain || now_ + *request.drain >= drained_) {
    return false;
  }
  drained_ = now_ + *request.drain;
  sendStops();
  return true;
}

void MasterMachine::sendStops() {
  for (auto& [id, member] : members_) member.share.stop.atOnce();
  tickStopping();
}

void MasterMachine::endRun() {
  nameThoseWithoutEnd();
  const std::string text = endText();
  actions_.emplace_back(RunOver{end_reason_, text});
  phase_ = Phase::kIdle;
  for (auto& [id, member] : members_) member.share.reset();
  if (options_.auto_start && !quit_) quit_ = MasterOutcome{MasterOutcome::Kind::kRunEnded, text};
  if (quit_) beginQuit();
}

void MasterMachine::beginQuit() {
  phase_ = Phase::kQuitting;
  phase_since_ = now_;
  for (auto& [id, member] : members_) member.quit.atOnce();
  tickQuitting();
}

// A failed share has reported its end already.
bool MasterMachine::stoppable(const Share& share) {
  const bool on = share.state == Share::State::kPreparing || share.state == Share::State::kActive;
  return on && !share.ended;
}

// Nothing was sent for a share that is still being prepared.
bool MasterMachine::reportsEnd(const Share& share) {
  return share.state == Share::State::kActive && !share.ended;
}

bool MasterMachine::everyShareEnded() const {
  return std::all_of(members_.begin(), members_.end(), [this](const auto& entry) {
    const Member& member = entry.second;
    return member.left || !reportsEnd(member.share) || !stillWaitsFor(member);
  });
}

bool MasterMachine::everyWorkerDone() const {
  if (plan_.owed_iterations > 0) return false;
  bool one_done = false;
  bool one_works = false;
  for (const auto& [id, member] : members_) {
    const Share& share = member.share;
    one_done = one_done || (share.done && share.held > 0);
    if (!member.working()) continue;
    one_works = true;
    const bool idle = share.held == 0 || share.done;
    if (!idle || !share.pending.empty()) return false;
  }
  // Under a loop count all work has been handed out, so idle workers are the end, even when those
  // that did it were lost since. Without one, workers may be idle because a rebalance left none.
  return plan_.profile.loop_count > 0 ? one_works : one_done;
}

bool MasterMachine::everyWorkerSpawned() const {
  return std::all_of(members_.begin(), members_.end(), [](const auto& entry) {
    const Member& member = entry.second;
    if (!member.live()) return true;
    if (member.share.state == Share::State::kPreparing) return false;
    return member.share.state != Share::State::kActive ||
           member.share.spawned == member.share.ordered;
  });
}

std::vector<Member*> MasterMachine::working() {
  std::vector<Member*> workers;
  for (auto& [id, member] : members_) {
    if (member.working()) workers.push_back(&member);
  }
  return workers;
}

void MasterMachine::decide(Ticket ticket, base::Result<> result) {
  if (ticket != 0) actions_.emplace_back(Decided{ticket, std::move(result)});
}

}  // namespace hrp::cluster
