#pragma once
// FakeRunControl: a run that starts, stops and rebalances at once and remembers what it was asked.
// Any thread may call any method.

#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "hrp/runner/run_control.hpp"

namespace hrp::testing {

class FakeRunControl final : public runner::RunControl {
 public:
  base::Result<> start(const runner::RunProfile& profile) override {
    const std::scoped_lock lock(mutex_);
    if (failure_) return base::fail(*failure_);
    if (isActive()) return base::fail(base::ErrorCode::kConflict, "already started");
    starts_.push_back(profile);
    setState(base::RunState::kRunning, profile.spawn_count);
    return {};
  }

  base::Result<> rebalance(const runner::RebalanceRequest& request) override {
    const std::scoped_lock lock(mutex_);
    if (!isActive()) return base::fail(base::ErrorCode::kConflict, "no start");
    rebalances_.push_back(request);
    setState(base::RunState::kRunning, request.spawn_count);
    return {};
  }

  base::Result<> stop(const runner::StopRequest& request) override {
    const std::scoped_lock lock(mutex_);
    stops_.push_back(request);
    if (!isActive()) return base::fail(base::ErrorCode::kConflict, "already stopped");
    setState(base::RunState::kStopped, 0);
    return {};
  }

  void quit() override {
    const std::scoped_lock lock(mutex_);
    ++quits_;
  }

  [[nodiscard]] stats::SnapshotPtr snapshot() const override {
    const std::scoped_lock lock(mutex_);
    return std::make_shared<const stats::Snapshot>(snapshot_);
  }

  // The next starts fail with this.
  void failStarts(base::Error error) {
    const std::scoped_lock lock(mutex_);
    failure_ = std::move(error);
  }
  void publish(stats::Snapshot snapshot) {
    const std::scoped_lock lock(mutex_);
    snapshot_ = std::move(snapshot);
  }
  [[nodiscard]] std::vector<runner::RunProfile> starts() const {
    const std::scoped_lock lock(mutex_);
    return starts_;
  }
  [[nodiscard]] std::vector<runner::RebalanceRequest> rebalances() const {
    const std::scoped_lock lock(mutex_);
    return rebalances_;
  }
  [[nodiscard]] std::vector<runner::StopRequest> stops() const {
    const std::scoped_lock lock(mutex_);
    return stops_;
  }
  [[nodiscard]] int quits() const {
    const std::scoped_lock lock(mutex_);
    return quits_;
  }

 private:
  [[nodiscard]] bool isActive() const {
    return snapshot_.state == base::RunState::kSpawning ||
           snapshot_.state == base::RunState::kRunning;
  }
  void setState(base::RunState state, std::int64_t users) {
    snapshot_.state = state;
    snapshot_.users = users;
    snapshot_.target_users = users;
  }

  mutable std::mutex mutex_;
  stats::Snapshot snapshot_;
  std::optional<base::Error> failure_;
  std::vector<runner::RunProfile> starts_;
  std::vector<runner::RebalanceRequest> rebalances_;
  std::vector<runner::StopRequest> stops_;
  int quits_ = 0;
};

}  // namespace hrp::testing
