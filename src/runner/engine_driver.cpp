#include "hrp/runner/engine_driver.hpp"

#include <algorithm>
#include <utility>

#include "hrp/base/assert.hpp"

namespace hrp::runner {

EngineDriver::EngineDriver(std::unique_ptr<engine::LoadEngine> engine)
    : engine_(std::move(engine)) {}

base::Result<> EngineDriver::prepare(std::shared_ptr<const testcase::Workload> workload,
                                     const engine::EngineSettings& settings) {
  HRP_ASSERT(!active_);
  workload_ = std::move(workload);
  settings_ = settings;
  epoch_ = second_offset_ = 0;
  ordered_users_ = 0;
  follower_ = LineFollower();
  pace_ = {};
  finished_ = stopped_ = fresh_ = started_ = exhausted_ = false;
  relay_.begin();
  fatal_.clear();
  fatal_for_all_ = false;
  auto prepared = engine_->prepare(workload_, settings_);
  held_ = true;
  fresh_ = prepared.has_value();
  if (!prepared) release();
  return prepared;
}

void EngineDriver::apply(const EngineOrder& order, base::TimePoint now) {
  epoch_ = order.epoch;
  if (stopped_) return;
  pace_ = order.pace;
  pace_.age = order.age;
  if (order.line) {
    follower_.follow(*order.line, now - order.age);
    if (active_) engine_->adjust({}, 0, pace_);
    return followLine(now);
  }
  for (const auto& group : order.groups) ordered_users_ += group.count;
  ordered_users_ = std::max<std::int64_t>(0, ordered_users_ - order.remove_users);
  if (active_) {
    engine_->adjust(order.groups, order.remove_users, pace_);
    return;
  }
  if (!order.groups.empty()) begin(order.groups, order.age);
}

void EngineDriver::begin(const std::vector<engine::SpawnGroup>& groups, base::Duration age) {
  if (!fresh_ && !startAgain()) return;
  using std::chrono::duration_cast;
  second_offset_ = static_cast<std::uint32_t>(duration_cast<std::chrono::seconds>(age).count());
  pace_.age = age;
  engine_->start(groups, pace_);
  active_ = started_ = true;
  finished_ = fresh_ = false;
}

void EngineDriver::followLine(base::TimePoint now) {
  if (!follower_.on() || stopped_ || !fatal_.empty()) return;
  const bool had_no_more_to_do = !active_ && finished_ && ordered_users_ > 0;
  if (had_no_more_to_do) return;
  const LineStep step = follower_.step(ordered_users_, now);
  ordered_users_ -= step.remove;
  if (step.start) ordered_users_ += step.start->count;
  if (active_) {
    if (!step.start && step.remove == 0) return;
    std::vector<engine::SpawnGroup> groups;
    if (step.start) groups.push_back(*step.start);
    engine_->adjust(groups, step.remove, pace_);
  } else if (step.start) {
    begin({*step.start}, follower_.since(now));
  }
}

bool EngineDriver::startAgain() {
  relay_.ending(engine_->poll().fleet);
  const auto prepared = engine_->prepare(workload_, settings_);
  if (!prepared) fatal_ = prepared.error().message;
  if (prepared) engine_->tell(relay_.again());
  return prepared.has_value();
}

void EngineDriver::release() {
  if (!std::exchange(held_, false)) return;
  engine_->release();
  workload_.reset();
}

void EngineDriver::tell(const engine::FleetWords& words) {
  if (!words.empty()) engine_->tell(relay_.down(words));
}

void EngineDriver::stop(base::Duration drain) {
  stopped_ = true;
  if (active_) engine_->stop(drain);
}

EngineUpdate EngineDriver::poll(base::TimePoint now) {
  if (stopped_ && !active_) release();
  followLine(now);
  EngineUpdate update;
  update.epoch = epoch_;
  if (active_) {
    engine::EngineReport report = engine_->poll();
    update.users = report.users;
    update.users_peak = report.users_peak;
    update.target_users = report.target_users;
    update.spawned = report.spawned;
    update.held = report.held;
    update.slices = std::move(report.slices);
    update.fleet = relay_.up(std::move(report.fleet));
    for (auto& numbered : update.slices) numbered.second += second_offset_;
    if (!report.fatal.empty()) {
      fatal_ = std::move(report.fatal);
      fatal_for_all_ = report.fatal_for_all;
    }
    // Some of the share's users ended by themselves before the engine was prepared again, so once
    // those that came later are taken away, the share is done and not waiting for users.
    const bool nobody = report.users == 0 && report.target_users == 0 && report.spawned;
    if (exhausted_ && nobody && ordered_users_ > 0 && !report.finished) engine_->stop({});
    if (report.finished) {
      active_ = false;
      finished_ = exhausted_ = true;
    }
  } else if (started_ && !stopped_) {
    // What the fleet still says to a worker without users, it hears back.
    update.fleet = relay_.up(engine_->poll().fleet);
  }
  if (!active_) update.spawned = true;
  if (follower_.rising(now)) update.spawned = false;
  // A worker whose users were all moved away is idle, not done.
  update.finished = !active_ && (stopped_ || (finished_ && ordered_users_ > 0));
  update.fatal = fatal_;
  update.fatal_for_all = fatal_for_all_;
  return update;
}

}  // namespace hrp::runner
