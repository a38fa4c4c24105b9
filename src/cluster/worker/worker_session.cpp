#include "cluster/worker/worker_session.hpp"

#include <algorithm>
#include <utility>

#include "cluster/timing.hpp"

namespace hrp::cluster {

using base::RunState;
using runner::WorkerEnding;
using stats::EndReason;

WorkerSession::WorkerSession(SessionOptions options, base::TimePoint now)
    : options_(std::move(options)), now_(now), last_heard_(now) {}

std::vector<SessionAction> WorkerSession::step(const SessionEvent& event, base::TimePoint now) {
  // In its own pause it heard nobody and did nothing, which says nothing of the master.
  if (const base::Duration pause = now - now_; pause > kPauseAfter) {
    last_heard_ += pause;
    leave_limit_ += pause;
  }
  now_ = now;
  actions_.clear();
  if (!finished_) std::visit([this](const auto& known) { on(known); }, event);
  base::RuleCheck check("WorkerSession");
  checkPhase(check);
  check.part(outbox_.checkBounds());
  base::enforce(base::kCheckAllAfterEachStep ? checkInvariants() : check.finding());
  return std::exchange(actions_, {});
}

RunState WorkerSession::state() const {
  return leaving_ || quitting_ ? RunState::kQuitting : machine_.state();
}

void WorkerSession::on(const WorkerTick& event) {
  usage_ = event.usage;
  tickLost();
  if (finished_) return;
  const bool known = registered_ && asked_ == 0;
  if (now_ - last_beat_ >= (known ? kHeartbeatInterval : kIntroduceInterval)) {
    last_beat_ = now_;
    if (known) {
      send(WorkerHeartbeat{usage_, status()});
    } else {
      introduce();
    }
  }
  if (phase_ == Phase::kFetching) {
    if (const auto request = bundles_.due(now_)) send(*request);
  }
  sendReports(false);
  sendNeeds();
  reportEnding();
  tickLeaving();
}

// An introduction is answered after everything that the master has to say to this worker.
void WorkerSession::askForWord() {
  // One that is being stopped starts nothing any more, and what is under way may be finished.
  if (machine_.state() == RunState::kStopping) {
    actions_.emplace_back(ResumeEngine{prepare_.id});
    return;
  }
  if (asked_ != 0) return;
  asked_ = sequence_ + 1;
  introduce();
  last_beat_ = now_;
}

void WorkerSession::hearWord(const Ack& word) {
  if (asked_ == 0 || word.sequence < asked_) return;
  // Else its orders, or a stop, were lost on the way and are said again.
  const bool goes_on = word.share == prepare_.id && machine_.appliedEpoch() >= word.ordered;
  if (phase_ != Phase::kPrepared || !goes_on) return;
  asked_ = 0;
  actions_.emplace_back(ResumeEngine{prepare_.id});
}

void WorkerSession::on(const FromMaster& event) {
  adoptMaster(event.message.node_id);
  last_heard_ = now_;
  std::visit([this](const auto& body) { receive(body); }, event.message.body);
}

void WorkerSession::on(const Loaded& event) {
  if (!(event.id == prepare_.id)) return;
  // It was stopped meanwhile: what was loaded is of no use.
  if (phase_ == Phase::kOver) actions_.emplace_back(StopTheEngine{prepare_.id, {}});
  if (phase_ != Phase::kLoading) return;
  prepare_error_ = event.error;
  phase_ = event.error.empty() ? Phase::kPrepared : Phase::kOver;
  // A bundle that does not load may have been damaged on the way.
  if (!event.error.empty()) {
    bundles_.forget(prepare_.hash);
    endLoad(EndReason::kError, event.error);
  }
  send(Prepared{status(), event.error});
}

void WorkerSession::on(const EngineReported& event) {
  if (phase_ != Phase::kPrepared || !(event.id == prepare_.id)) return;
  if (!event.update.slices.empty()) {
    actions_.emplace_back(LoadCounted{event.update.slices});
    if (!abandoned_) outbox_.add(event.update.slices);
  }
  if (event.update.held && machine_.ending() == WorkerEnding::kNone) askForWord();
  tenant_.add(event.update.fleet, now_);
  sendReports(false);
  sendNeeds();
  perform(machine_.step(event.update));
}

void WorkerSession::on(const Leave& event) {
  const bool again = std::exchange(leaving_, true);
  const base::Duration drain = again ? base::Duration::zero() : ownDrain();
  leave_limit_ = now_ + drain + kLeaveLimit;
  if (!again) leave_text_ = event.text;
  stopLoad(event.text, drain);
  tickLeaving();
}

void WorkerSession::adoptMaster(const std::string& master_id) {
  if (master_id == master_id_) return;
  const bool another = !master_id_.empty();
  master_id_ = master_id;
  if (!another) return;
  registered_ = false;
  if (phase_ != Phase::kNone) {
    // The new master knows nothing of the old one's run; its figures have no one to go to.
    abandoned_ = true;
    outbox_.drop();
    stopLoad("the master was restarted", ownDrain());
    if (!loadActive()) {
      phase_ = Phase::kNone;
      endLoad(EndReason::kStop, stop_text_);
    }
  }
  introduce();
  last_beat_ = now_;
}

void WorkerSession::introduce() {
  send(ClientReady{kProtocolVersion, options_.os, options_.arch, status()});
}

void WorkerSession::receive(const Ack& body) {
  if (!body.refused.empty()) {
    if (!options_.ignore_quit) finish(WorkerOutcome::Kind::kRefused, body.refused);
    return;
  }
  registered_ = body.known;
  if (body.known) hearWord(body);
  if (!body.known && now_ - last_beat_ >= kIntroduceInterval) {
    last_beat_ = now_;
    introduce();
  }
}

void WorkerSession::receive(const MasterHeartbeat&) {}

void WorkerSession::receive(const Prepare& body) {
  if (leaving_ || quitting_) return;
  const bool same_run = phase_ != Phase::kNone && body.id.run == prepare_.id.run;
  if (same_run && body.id.share == prepare_.id.share) {
    const bool answered = phase_ == Phase::kPrepared || !prepare_error_.empty();
    if (answered) send(Prepared{status(), prepare_error_});
    return;
  }
  if (same_run && body.id.share < prepare_.id.share) return;
  if (loadActive()) {
    // The master sends it again; by then the old load has ended.
    stopLoad("another run began", {});
    return;
  }
  beginShare(body);
}

void WorkerSession::beginShare(const Prepare& body) {
  // Its users ended by themselves, and the stop was lost on its way.
  if (body.id.run != prepare_.id.run) endLoad(EndReason::kLoopCount, {});
  prepare_ = body;
  prepare_error_.clear();
  was_done_ = told_ended_ = abandoned_ = false;
  asked_ = 0;
  stop_text_.clear();
  drained_ = base::TimePoint::max();
  outbox_.begin(body.id.run);
  tenant_.begin();
  static_cast<void>(machine_.step(runner::NewRun{body.profile.drain}));
  if (auto bundle = bundles_.find(body.hash)) {
    phase_ = Phase::kLoading;
    actions_.emplace_back(LoadShare{body, std::move(bundle)});
    return;
  }
  phase_ = Phase::kFetching;
  bundles_.fetch(body.hash, body.size);
  if (const auto request = bundles_.due(now_)) send(*request);
}

void WorkerSession::receive(const BundleChunk& body) {
  const bool complete = bundles_.add(body);
  if (phase_ != Phase::kFetching) return;
  if (complete && body.hash == prepare_.hash) {
    phase_ = Phase::kLoading;
    actions_.emplace_back(LoadShare{prepare_, bundles_.find(body.hash)});
  } else if (const auto request = bundles_.due(now_)) {
    send(*request);
  }
}

void WorkerSession::receive(const Spawn& body) {
  takeOrder(body.id, body.order);
}
void WorkerSession::receive(const Rebalance& body) {
  takeOrder(body.id, body.order);
}

void WorkerSession::takeOrder(const ShareId& id, const runner::EngineOrder& order) {
  if (phase_ != Phase::kPrepared || !(id == prepare_.id) || leaving_ || quitting_) return;
  const auto actions = machine_.step(order);
  if (!actions.empty() && !began_) {
    began_ = true;
    actions_.emplace_back(LoadBegan{prepare_.profile});
  }
  perform(actions);
}

void WorkerSession::receive(const StatsAck& body) {
  outbox_.acknowledge(body.run, body.number);
  if (body.interval > base::Duration::zero()) {
    outbox_.setInterval(std::clamp(body.interval, kReportInterval, kReportIntervalMost));
  }
  sendReports(machine_.ending() != WorkerEnding::kNone);
  reportEnding();
}

void WorkerSession::receive(const Stop& body) {
  if (phase_ == Phase::kNone || body.run != prepare_.id.run) return;
  stopLoad("", body.drain);
  reportEnding();
}

void WorkerSession::receive(const Grants& body) {
  if (phase_ != Phase::kPrepared || !(body.id == prepare_.id)) return;
  auto words = tenant_.receive(body.grant);
  if (!words.empty()) actions_.emplace_back(TellEngine{prepare_.id, std::move(words)});
}

void WorkerSession::receive(const Quit&) {
  send(Quit{whole()});
  if (leaving_) return finish(WorkerOutcome::Kind::kSignal, leave_text_);
  stopLoad("the master quit", ownDrain());
  if (options_.ignore_quit) return;
  if (!std::exchange(quitting_, true)) leave_limit_ = now_ + ownDrain() + kLeaveLimit;
  tickLeaving();
}

void WorkerSession::stopLoad(const std::string& why, base::Duration drain) {
  if (phase_ == Phase::kFetching || phase_ == Phase::kLoading) {
    phase_ = Phase::kOver;
    return endLoad(EndReason::kStop, why);
  }
  // A stop that comes again changes nothing unless it brings the end forward.
  if (phase_ != Phase::kPrepared || now_ + drain >= drained_) return;
  drained_ = now_ + drain;
  if (stop_text_.empty()) stop_text_ = why;
  was_done_ = was_done_ || machine_.ending() == WorkerEnding::kDone;
  asked_ = 0;  // a stopped engine is not held
  perform(machine_.step(runner::StopOrder{drain}));
}

void WorkerSession::perform(const std::vector<runner::WorkerAction>& actions) {
  for (const auto& action : actions) {
    if (const auto* apply = std::get_if<runner::ApplyOrder>(&action)) {
      actions_.emplace_back(ApplyToEngine{prepare_.id, apply->order});
    } else if (const auto* stop = std::get_if<runner::StopEngine>(&action)) {
      actions_.emplace_back(StopTheEngine{prepare_.id, stop->drain});
    } else {
      announce(std::get<runner::Announce>(action).what);
    }
  }
}

void WorkerSession::announce(runner::Announce::What what) {
  using What = runner::Announce::What;
  if (what == What::kSpawning) {
    told_ended_ = false;
    send(Spawning{status()});
    return;
  }
  if (what == What::kSpawned) {
    send(SpawningComplete{status()});
    return;
  }
  const auto ending = machine_.ending();
  if (runner::isFailure(ending)) send(Exception{prepare_.id.run, machine_.failure()});
  if (ending != WorkerEnding::kDone) {
    const bool failed = runner::isFailure(ending);
    const EndReason reason = failed      ? EndReason::kError
                             : was_done_ ? EndReason::kLoopCount
                                         : EndReason::kStop;
    endLoad(reason, failed ? machine_.failure() : stop_text_);
  }
  told_ended_ = false;
  if (abandoned_) phase_ = Phase::kNone;
  sendReports(true);
  reportEnding();
}

void WorkerSession::endLoad(EndReason reason, const std::string& text) {
  if (std::exchange(began_, false)) actions_.emplace_back(LoadEnded{reason, text});
}

void WorkerSession::sendReports(bool flush) {
  if (abandoned_) return;
  for (auto& report : outbox_.due(now_, flush || machine_.ending() != WorkerEnding::kNone)) {
    send(std::move(report));
  }
}

// A share that was stopped needs nothing any more, but what it gives back has to arrive; one whose
// users ended by themselves still answers.
void WorkerSession::sendNeeds() {
  const auto ending = machine_.ending();
  const bool on =
      ending == WorkerEnding::kNone || ending == WorkerEnding::kDone || !tenant_.settled();
  if (phase_ != Phase::kPrepared || abandoned_ || !on || machine_.appliedEpoch() == 0) return;
  if (auto claim = tenant_.due(now_)) send(Needs{prepare_.id, std::move(*claim)});
}

void WorkerSession::reportEnding() {
  if (told_ended_ || !ended() || abandoned_) return;
  told_ended_ = true;
  send(ClientStopped{status()});
}

base::Duration WorkerSession::ownDrain() const {
  return loadActive() ? prepare_.profile.drain : base::Duration::zero();
}

bool WorkerSession::loadActive() const {
  return phase_ == Phase::kPrepared && machine_.appliedEpoch() > 0 &&
         machine_.ending() == WorkerEnding::kNone;
}

bool WorkerSession::ended() const {
  if (phase_ == Phase::kOver) return true;
  return phase_ == Phase::kPrepared && machine_.ending() != WorkerEnding::kNone && outbox_.empty();
}

bool WorkerSession::whole() const {
  return !loadActive() && outbox_.empty();
}

WorkerStatus WorkerSession::status() {
  WorkerStatus status;
  status.sequence = ++sequence_;
  status.state = state();
  status.users = machine_.users();
  status.target_users = machine_.targetUsers();
  if (phase_ == Phase::kNone) return status;
  status.id = prepare_.id;
  status.applied = machine_.appliedEpoch();
  status.spawned = machine_.spawnedEpoch();
  status.users_peak = machine_.usersPeak();
  status.failure = machine_.failure();
  if (phase_ == Phase::kOver) status.ending = WorkerEnding::kStopped;
  if (phase_ == Phase::kPrepared && ended()) status.ending = machine_.ending();
  return status;
}

void WorkerSession::tickLost() {
  const base::Duration silence = now_ - last_heard_;
  if (silence < kOrphanedAfter) return;
  if (loadActive()) stopLoad("the master was silent for 15 s", ownDrain());
  const bool known = !master_id_.empty();
  if (known && !options_.ignore_quit && silence >= options_.give_up_after && !loadActive()) {
    finish(WorkerOutcome::Kind::kMasterUnreachable,
           "nothing was heard from the master for " +
               std::to_string(std::chrono::duration_cast<std::chrono::seconds>(silence).count()) +
               " s");
  }
}

void WorkerSession::tickLeaving() {
  if (!leaving_ && !quitting_) return;
  const bool late = now_ >= leave_limit_;
  if (quitting_) {
    if (!loadActive() || late) finish(WorkerOutcome::Kind::kQuit, "the master quit");
    return;
  }
  const bool done = ended() && (abandoned_ || tenant_.settled());
  const bool idle = phase_ == Phase::kNone || done || machine_.appliedEpoch() == 0;
  if (!idle && !late) return;
  const bool silent = now_ - last_heard_ >= kMissingAfter;
  if (!registered_ || silent || now_ >= leave_limit_ + kQuitLimit) {
    finish(WorkerOutcome::Kind::kSignal, leave_text_);
    return;
  }
  if (!said_goodbye_ || now_ - last_beat_ == base::Duration::zero()) {
    said_goodbye_ = true;
    send(Quit{whole()});
  }
}

void WorkerSession::finish(WorkerOutcome::Kind kind, std::string text) {
  finished_ = true;
  actions_.emplace_back(Finish{{kind, std::move(text)}});
}

void WorkerSession::checkPhase(base::RuleCheck& check) const {
  const bool prepared = phase_ == Phase::kPrepared;
  const bool prepares = phase_ == Phase::kFetching || phase_ == Phase::kLoading;
  const bool untouched = machine_.appliedEpoch() == 0 && machine_.ending() == WorkerEnding::kNone;
  check.state(prepared || phase_ == Phase::kNone || untouched, "only a prepared share has orders",
              "phase", phase_, "applied", machine_.appliedEpoch(), "ending", machine_.ending());
  const bool on_or_done = loadActive() || (prepared && machine_.ending() == WorkerEnding::kDone);
  check.state(began_ || !on_or_done, "a load that is on or done has begun", "phase", phase_);
  check.state(!began_ || prepares || (prepared && (untouched || on_or_done)),
              "a load that is over has ended", "phase", phase_, "ending", machine_.ending());
  check.state(phase_ == Phase::kNone || outbox_.run() == prepare_.id.run, "reports are of the run",
              "run", prepare_.id.run, "outbox", outbox_.run());
  check.state(asked_ == 0 || (prepared && asked_ <= sequence_),
              "only a prepared share asks for a word, by a status that it sent", "phase", phase_,
              "asked", asked_, "sequence", sequence_);
  const auto state = machine_.state();
  check.state(!prepared || drained_ == base::TimePoint::max() || state == RunState::kStopping ||
                  state == RunState::kStopped,
              "a share that has an end to come is stopping", "state", state);
  check.state(prepare_error_.empty() || phase_ == Phase::kOver || phase_ == Phase::kNone,
              "a share that could not be prepared is over", "phase", phase_);
  check.count(!told_ended_ || abandoned_ || phase_ == Phase::kNone ||
                  (ended() && (phase_ == Phase::kOver || outbox_.empty())),
              "who said that it ended has nothing more to report", "phase", phase_);
  check.state(!abandoned_ || outbox_.empty(), "figures of an abandoned run go to nobody");
}

base::Finding WorkerSession::checkInvariants() const {
  base::RuleCheck check("WorkerSession");
  checkPhase(check);
  check.part(machine_.checkInvariants());
  check.part(outbox_.checkInvariants());
  return check.finding();
}

}  // namespace hrp::cluster
