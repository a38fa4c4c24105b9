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
  finished_ = stopped_ = fresh_ = false;
  fatal_.clear();
  auto prepared = engine_->prepare(workload_, settings_);
  fresh_ = prepared.has_value();
  return prepared;
}

void EngineDriver::apply(const EngineOrder& order) {
  epoch_ = order.epoch;
  if (stopped_) return;
  for (const auto& group : order.groups) ordered_users_ += group.count;
  ordered_users_ = std::max<std::int64_t>(0, ordered_users_ - order.remove_users);
  if (active_) {
    engine_->adjust(order.groups, order.remove_users, order.pace);
    return;
  }
  if (order.groups.empty()) return;
  if (!fresh_ && !startAgain()) return;
  using std::chrono::duration_cast;
  second_offset_ =
      static_cast<std::uint32_t>(duration_cast<std::chrono::seconds>(order.age).count());
  engine_->start(order.groups, order.pace);
  active_ = true;
  finished_ = fresh_ = false;
}

bool EngineDriver::startAgain() {
  const auto prepared = engine_->prepare(workload_, settings_);
  if (!prepared) fatal_ = prepared.error().message;
  return prepared.has_value();
}

void EngineDriver::stop(base::Duration grace) {
  stopped_ = true;
  if (active_) engine_->stop(grace);
}

EngineUpdate EngineDriver::poll() {
  EngineUpdate update;
  update.epoch = epoch_;
  if (active_) {
    engine::EngineReport report = engine_->poll();
    update.users = report.users;
    update.users_peak = report.users_peak;
    update.target_users = report.target_users;
    update.spawned = report.spawned;
    update.slices = std::move(report.slices);
    for (auto& numbered : update.slices) numbered.second += second_offset_;
    if (!report.fatal.empty()) fatal_ = std::move(report.fatal);
    if (report.finished) {
      active_ = false;
      finished_ = true;
    }
  }
  if (!active_) update.spawned = true;
  // A worker whose users were all moved away is idle, not done.
  update.finished = !active_ && (stopped_ || (finished_ && ordered_users_ > 0));
  update.fatal = fatal_;
  return update;
}

}  // namespace hrp::runner
