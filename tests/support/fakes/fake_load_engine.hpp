#pragma once
// FakeLoadEngine: a LoadEngine without network whose users send a request every 100 ms of the given
// clock. What it "sent" is counted at once in a FakeTarget, as a server would, and reported later
// in slices, so a test can compare the two.

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::testing {

// What the server saw; shared by the engines of a fleet.
struct FakeTarget {
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> engines_prepared{0};
  std::atomic<std::int64_t> engines_released{0};
  std::string prepare_error;  // not empty: prepare() fails with it
  std::string fatal;          // not empty: what a running engine reports
  bool fatal_for_all = false;
  base::Duration under_way{};       // what the requests of a stopped engine still take
  std::atomic<bool> paused{false};  // the process did not run until now; the engine takes it back
};

class FakeLoadEngine final : public engine::LoadEngine {
 public:
  FakeLoadEngine(const base::Clock& clock, FakeTarget& target) : clock_(clock), target_(target) {}

  base::Result<> prepare(std::shared_ptr<const testcase::Workload>,
                         const engine::EngineSettings&) override {
    if (!target_.prepare_error.empty()) {
      return base::fail(base::ErrorCode::kInvalidArgument, target_.prepare_error);
    }
    ++target_.engines_prepared;
    groups_.clear();
    ready_.clear();
    current_ = {};
    stopping_ = running_ = held_ = false;
    return {};
  }

  void start(const std::vector<engine::SpawnGroup>& groups, const engine::PacePlan&) override {
    started_ = last_ = clock_.now();
    second_ = 0;
    running_ = true;
    add(groups);
  }

  void adjust(const std::vector<engine::SpawnGroup>& groups, std::int64_t remove_users,
              const engine::PacePlan&) override {
    advance();
    add(groups);
    for (auto group = groups_.rbegin(); group != groups_.rend() && remove_users > 0; ++group) {
      const std::int64_t gone = std::min(remove_users, group->left());
      group->removed += gone;
      remove_users -= gone;
    }
  }

  void stop(base::Duration drain) override {
    advance();
    const base::TimePoint now = clock_.now();
    held_ = false;
    // One request was under way.
    if (!std::exchange(stopping_, true)) {
      drained_ = aliveNow() > 0 ? now + target_.under_way : now;
      if (aliveNow() > 0) send(1);
    }
    drained_ = std::min(drained_, now + drain);
  }

  void tell(const engine::FleetWords&) override {}
  void release() override { ++target_.engines_released; }
  void resume() override {
    advance();
    held_ = false;
  }

  engine::EngineReport poll() override {
    advance();
    engine::EngineReport report;
    if (!running_) return report;
    report.fatal = target_.fatal;
    report.fatal_for_all = target_.fatal_for_all;
    const bool drained = stopping_ && clock_.now() >= drained_;
    report.users = drained ? 0 : aliveNow();
    report.spawned = true;
    std::int64_t left = 0;
    for (const auto& group : groups_) {
      left += group.left();
      report.spawned = report.spawned && startedOf(group) >= group.plan.count;
    }
    report.target_users = left;
    report.held = held_;
    report.slices = std::exchange(ready_, {});
    if (!current_.empty()) report.slices.push_back({second_, std::exchange(current_, {})});
    if (drained || (!stopping_ && left == 0)) {
      report.finished = true;
      report.spawned = true;
      running_ = false;
    }
    return report;
  }

 private:
  struct Group {
    engine::SpawnGroup plan;
    base::TimePoint since;
    std::int64_t removed = 0;
    std::int64_t done = 0;
    double owed = 0;
    [[nodiscard]] bool exhausted() const { return plan.iterations > 0 && done >= plan.iterations; }
    [[nodiscard]] std::int64_t left() const { return exhausted() ? 0 : plan.count - removed; }
  };

  void add(const std::vector<engine::SpawnGroup>& groups) {
    for (const auto& group : groups) groups_.push_back({group, clock_.now(), 0, 0, 0});
  }

  [[nodiscard]] std::int64_t startedOf(const Group& group) const {
    if (group.plan.rate_per_s <= 0) return group.plan.count;
    const double seconds = std::chrono::duration<double>(clock_.now() - group.since).count();
    const double due = seconds * group.plan.rate_per_s - static_cast<double>(group.plan.first);
    if (due < 0) return 0;
    const auto started =
        static_cast<std::int64_t>(due / static_cast<double>(group.plan.stride)) + 1;
    return std::min(group.plan.count, started);
  }

  [[nodiscard]] std::int64_t aliveOf(const Group& group) const {
    return std::max<std::int64_t>(0, std::min(startedOf(group), group.left()));
  }

  [[nodiscard]] std::int64_t aliveNow() const {
    std::int64_t users = 0;
    for (const auto& group : groups_) users += aliveOf(group);
    return users;
  }

  void advance() {
    const auto now = clock_.now();
    if (!running_ || now <= last_) return;
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    held_ = held_ || target_.paused.exchange(false);
    if (stopping_ || held_) return;
    const auto second = static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::seconds>(now - started_).count());
    if (second != second_) {
      if (!current_.empty()) ready_.push_back({second_, std::exchange(current_, {})});
      second_ = second;
    }
    for (auto& group : groups_) {
      group.owed += static_cast<double>(aliveOf(group)) * seconds * 10;
      auto count = static_cast<std::int64_t>(group.owed);
      if (group.plan.iterations > 0) count = std::min(count, group.plan.iterations - group.done);
      group.owed -= std::floor(group.owed);
      group.done += count;
      send(count);
    }
  }

  void send(std::int64_t count) {
    if (count <= 0) return;
    target_.requests += count;
    stats::rowFor(current_.rows, {"request-GET", "/"}, true)
        .latency.passed.record(1000, static_cast<std::uint64_t>(count));
    current_.iterations += static_cast<std::uint64_t>(count);
  }

  const base::Clock& clock_;
  FakeTarget& target_;
  std::vector<Group> groups_;
  std::vector<engine::NumberedSlice> ready_;
  stats::Slice current_;
  std::uint32_t second_ = 0;
  base::TimePoint started_{};
  base::TimePoint drained_{};
  base::TimePoint last_{};
  bool running_ = false;
  bool stopping_ = false;
  bool held_ = false;
};

}  // namespace hrp::testing
