#pragma once
// FakeRowEngine: a LoadEngine without network whose users take a row of the first set for each
// iteration, one every 100 ms of the given clock, and then meet at the first point, if there is
// one. What it took is noted at once in a FakeRows, as a server would see it.

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/fleet/rendezvous_board.hpp"
#include "engine/fleet/row_feed.hpp"
#include "hrp/base/clock.hpp"
#include "hrp/engine/load_engine.hpp"

namespace hrp::testing {

struct FakeRows {
  engine::FleetPlan plan;
  std::vector<std::uint64_t> taken;
  std::uint64_t released = 0;
};

class FakeRowEngine final : public engine::LoadEngine {
 public:
  FakeRowEngine(const base::Clock& clock, FakeRows& rows) : clock_(clock), rows_(rows) {}

  base::Result<> prepare(std::shared_ptr<const testcase::Workload>,
                         const engine::EngineSettings&) override {
    feed_ = std::make_unique<engine::RowFeed>(rows_.plan.rows.at(0), 1);
    board_.reset(rows_.plan.points);
    users_.clear();
    running_ = stopping_ = ended_by_itself_ = false;
    iterations_ = done_ = 0;
    slice_ = {};
    return {};
  }
  void start(const std::vector<engine::SpawnGroup>& groups, const engine::PacePlan&) override {
    running_ = true;
    started_ = clock_.now();
    add(groups);
  }
  void adjust(const std::vector<engine::SpawnGroup>& groups, std::int64_t remove_users,
              const engine::PacePlan&) override {
    for (; remove_users > 0 && !users_.empty(); --remove_users) drop(users_.size() - 1);
    add(groups);
  }
  void stop(base::Duration) override { stopping_ = true; }
  void tell(const engine::FleetWords& words) override {
    for (const auto& word : words.rows) static_cast<void>(feed_->apply(word));
    for (const auto& release : board_.apply(words.meetings)) {
      for (User& user : users_) user.meets = user.meets && user.releases >= release.releases;
      ++rows_.released;
    }
  }
  void release() override {}
  void resume() override {}
  engine::EngineReport poll() override {
    engine::EngineReport report;
    if (running_) turn();
    if (stopping_) {
      while (!users_.empty()) drop(users_.size() - 1);
    }
    if (users_.empty()) feed_->giveBackAll();
    report.users = report.users_peak = report.target_users =
        static_cast<std::int64_t>(users_.size());
    report.spawned = true;
    report.finished = running_ && users_.empty() && (stopping_ || ended_by_itself_);
    if (report.finished) running_ = false;
    if (!slice_.empty()) report.slices.push_back({second(), std::exchange(slice_, {})});
    report.fleet.users = report.users;
    report.fleet.rows.push_back(feed_->need());
    report.fleet.rows[0].users = report.users;
    report.fleet.rows[0].useful = users_.empty()     ? 0
                                  : iterations_ == 0 ? engine::RowNeed::kUnbounded
                                                     : iterations_ - done_;
    board_.describe(report.fleet);
    return report;
  }

 private:
  struct User {
    std::uint64_t left = 0;  // iterations; 0: for ever
    bool waits = false;
    bool meets = false;
    std::uint64_t releases = 0;
  };
  void add(const std::vector<engine::SpawnGroup>& groups) {
    for (const auto& group : groups) {
      const auto all = static_cast<std::uint64_t>(group.iterations);
      const auto count = static_cast<std::uint64_t>(group.count);
      iterations_ += all;
      for (std::uint64_t i = 0; i < count; ++i) {
        users_.push_back({all / count + (i < all % count ? 1 : 0)});
      }
    }
  }
  void drop(std::size_t index) {
    if (users_[index].waits) feed_->ceaseToWait();
    if (users_[index].meets) board_.leave(point(), users_[index].releases);
    users_.erase(users_.begin() + static_cast<std::ptrdiff_t>(index));
  }
  void turn() {
    for (std::size_t i = users_.size(); i-- > 0;) iterate(i);
  }
  void iterate(std::size_t index) {
    User& user = users_[index];
    if (user.meets) return;
    if (std::exchange(user.waits, false)) feed_->ceaseToWait();
    const auto taken = feed_->take(0);
    if (!taken.number) {
      ended_by_itself_ = ended_by_itself_ || taken.ended;
      if (taken.ended) return drop(index);
      user.waits = true;
      return feed_->wait();
    }
    rows_.taken.push_back(*taken.number);
    ++slice_.iterations;
    ++done_;
    if (user.left > 0 && --user.left == 0) {
      ended_by_itself_ = true;
      return drop(index);
    }
    if (rows_.plan.points.empty()) return;
    if (const auto releases = board_.arrive(point())) {
      user.meets = true;
      user.releases = *releases;
    }
  }
  [[nodiscard]] engine::RendezvousBoard::Point point() const {
    return {rows_.plan.points[0].program, rows_.plan.points[0].operation};
  }
  [[nodiscard]] std::uint32_t second() const {
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::seconds>(clock_.now() - started_).count());
  }

  const base::Clock& clock_;
  FakeRows& rows_;
  std::unique_ptr<engine::RowFeed> feed_;
  engine::RendezvousBoard board_;
  std::vector<User> users_;
  stats::Slice slice_;
  base::TimePoint started_{};
  std::uint64_t iterations_ = 0;
  std::uint64_t done_ = 0;
  bool running_ = false;
  bool stopping_ = false;
  bool ended_by_itself_ = false;
};

}  // namespace hrp::testing
