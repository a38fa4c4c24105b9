#include "hrp/runner/local_run.hpp"

#include <algorithm>
#include <utility>

#include "hrp/runner/run_settings.hpp"
#include "hrp/runner/spawn_plan.hpp"

namespace hrp::runner {

using stats::EndReason;

namespace {

constexpr const char* kTenant = "local";

engine::FleetPlan planOf(const LocalRunOptions& options) {
  return options.workload ? engine::fleetPlanOf(*options.workload) : engine::FleetPlan();
}

}  // namespace

LocalRun::LocalRun(const base::Clock& clock, std::unique_ptr<engine::LoadEngine> engine,
                   LocalRunOptions options)
    : clock_(clock),
      options_(std::move(options)),
      board_(clock, stats::Role::kStandalone),
      desk_(planOf(options_)),
      driver_(std::move(engine)) {}

base::Result<> LocalRun::prepare() {
  options_.settings.worker_index = 0;
  options_.settings.worker_count = 1;
  applyTo(options_.settings, options_.profile);
  // A full queue makes the run take a turn anyway.
  options_.settings.attention = [this] { static_cast<void>(requests_.tryPush(Attention{})); };
  return driver_.prepare(options_.workload, options_.settings);
}

EndReason LocalRun::run() {
  while (turn()) {
    if (auto request = requests_.popFor(kPollInterval)) take(*request);
  }
  return end_.reason;
}

void LocalRun::stop(EndReason reason, const std::string& text) {
  // Between two turns the engine asks once for attention, so a full queue already holds a request
  // that ends the run.
  static_cast<void>(requests_.tryPush(End{reason, text}));
}

void LocalRun::endDrain() {
  static_cast<void>(requests_.tryPush(EndDrain{}));
}

void LocalRun::take(const Request& request) {
  if (const auto* end = std::get_if<End>(&request)) beginStop(*end);
  if (std::holds_alternative<EndDrain>(request) && stopping_) perform(machine_.step(StopOrder{}));
}

bool LocalRun::turn() {
  const base::TimePoint now = clock_.now();
  if (!running_) start(now);
  // Nobody can be waited for while the process does not run.
  if (now - last_turn_ > kPause && stopping_) drained_ += now - last_turn_;
  last_turn_ = now;
  while (auto request = requests_.tryPop()) take(*request);
  const base::Duration run_time = runTimeOf(options_.profile);
  if (run_time > base::Duration::zero() && now - started_ >= run_time) {
    beginStop({EndReason::kRunTime, {}});
  }
  EngineUpdate update = driver_.poll(now);
  for (const auto& numbered : update.slices) board_.add(numbered.second, numbered.slice);
  update.slices.clear();
  if (const auto why = board_.judgeSeconds()) beginStop({EndReason::kThreshold, *why});
  perform(machine_.step(update));
  serveFleet(update.fleet, now);
  // After a pause: whether the run goes on has been looked at above.
  if (update.held) driver_.resume();
  if (machine_.ending() != WorkerEnding::kNone) {
    const bool failed = isFailure(machine_.ending());
    finish(failed ? EndReason::kError : end_.reason, failed ? machine_.failure() : end_.text);
    return false;
  }
  if (now > drained_ && now - drained_ > kEngineLimit) {
    finish(EndReason::kError, "the engine did not stop in time");
    return false;
  }
  if (now - published_ >= std::chrono::seconds(1)) publish();
  return true;
}

void LocalRun::start(base::TimePoint now) {
  running_ = true;
  started_ = published_ = last_turn_ = now;
  board_.runStarted(options_.profile);
  static_cast<void>(machine_.step(NewRun{options_.profile.drain}));
  const RateGoal rate = rateGoalOf(options_.profile);
  const std::vector<std::int64_t> none{0};
  if (!options_.profile.stages.empty()) {
    const std::vector<std::int64_t> alone{1};
    EngineOrder order{.epoch = 1, .pace = planPace(alone, rate)[0]};
    order.line = UserLine{.stages = options_.profile.stages};
    return perform(machine_.step(order));
  }
  const auto changes = planUsers(none, {.target_users = options_.profile.spawn_count,
                                        .rate_per_s = spawnRateOf(options_.profile),
                                        .iterations_per_user = options_.profile.loop_count});
  const std::vector<std::int64_t> users{changes[0].users};
  perform(machine_.step(
      EngineOrder{.epoch = 1, .groups = changes[0].groups, .pace = planPace(users, rate)[0]}));
}

void LocalRun::serveFleet(const engine::FleetNeeds& needs, base::TimePoint now) {
  tenant_.add(needs, now);
  desk_.open(machine_.state() == base::RunState::kRunning);
  if (const auto claim = tenant_.due(now)) desk_.claim(kTenant, *claim, now);
  for (const auto& [tenant, grant] : desk_.due(now)) driver_.tell(tenant_.receive(grant));
}

void LocalRun::beginStop(const End& end) {
  if (std::exchange(stopping_, true)) return;
  end_ = end;
  perform(machine_.step(StopOrder{options_.profile.drain}));
}

void LocalRun::perform(const std::vector<WorkerAction>& actions) {
  for (const auto& action : actions) {
    if (const auto* apply = std::get_if<ApplyOrder>(&action))
      driver_.apply(apply->order, clock_.now());
    if (const auto* stop = std::get_if<StopEngine>(&action)) stopEngine(stop->drain);
    if (std::holds_alternative<Announce>(action)) publish();
  }
}

void LocalRun::stopEngine(base::Duration drain) {
  drained_ = std::min(drained_, clock_.now() + drain);
  board_.loadStopped();
  driver_.stop(drain);
  publish();
}

void LocalRun::publish() {
  published_ = clock_.now();
  board_.publish(
      {machine_.state(), machine_.users(), machine_.targetUsers(), {}, machine_.usersPeak()});
}

void LocalRun::finish(EndReason reason, const std::string& text) {
  end_ = {reason, text};
  board_.publish({base::RunState::kStopped, 0, 0, {}, machine_.usersPeak()});
  board_.runEnded(reason, text);
  board_.close();
}

}  // namespace hrp::runner
