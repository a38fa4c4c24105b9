#include "hrp/runner/run_board.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hrp::runner {

using stats::Snapshot;
using stats::SnapshotPtr;

RunBoard::RunBoard(const base::Clock& clock, stats::Role role) : clock_(clock) {
  base_.role = role;
  base_.at = clock.wallNow();
}

void RunBoard::listen(RunListener& listener) {
  listeners_.push_back(&listener);
}

void RunBoard::runStarted(const RunProfile& profile) {
  SnapshotPtr start;
  {
    const std::scoped_lock lock(mutex_);
    statistics_ = stats::RunStatistics();
    judge_ = judge::Judge(profile.thresholds);
    profile_ = profile;
    started_ = interval_from_ = clock_.now();
    load_ended_.reset();
    running_ = true;
    base_.started_at = clock_.wallNow();
    base_.state = base::RunState::kSpawning;
    base_.users = base_.users_peak = 0;
    base_.target_users = mostUsersOf(profile);
    base_.reason = stats::EndReason::kNone;
    base_.reason_text.clear();
    base_.departed.clear();
    shown_ = start = std::make_shared<const Snapshot>(build());
  }
  for (RunListener* listener : listeners_) listener->runStarted(profile, *start);
  {
    const std::scoped_lock lock(mutex_);
    push(RunEvent::Kind::kStarted, std::move(start));
  }
  changed_.notify_all();
}

void RunBoard::add(std::uint32_t second, const stats::Slice& slice) {
  {
    const std::scoped_lock lock(mutex_);
    statistics_.add(second, slice);
    judge_.add(second, slice);
    shown_.reset();
  }
  for (RunListener* listener : listeners_) listener->counted(second, slice);
}

void RunBoard::publish(RunFigures figures) {
  for (RunListener* listener : listeners_) listener->published(figures);
  const std::scoped_lock lock(mutex_);
  base_.state = figures.state;
  base_.users = figures.users;
  base_.target_users = figures.target_users;
  if (running_) {
    base_.users_peak = std::max({base_.users_peak, figures.users, figures.users_peak});
  }
  base_.workers = std::move(figures.workers);
  base_.departed = std::move(figures.departed);
  shown_.reset();
}

std::optional<std::string> RunBoard::judgeSeconds() {
  const std::scoped_lock lock(mutex_);
  if (!running_ || profile_.thresholds.empty()) return std::nullopt;
  // While the run drains, no second after its load is one.
  const base::TimePoint settled = clock_.now() - kSettling;
  const base::Duration judged = std::min(settled, load_ended_.value_or(settled)) - started_;
  const auto over = std::chrono::floor<std::chrono::seconds>(judged).count();
  if (over <= 0) return std::nullopt;
  if (judge_.close(static_cast<std::uint32_t>(over))) shown_.reset();
  return load_ended_ ? std::nullopt : judge_.ending();
}

void RunBoard::loadStopped() {
  const std::scoped_lock lock(mutex_);
  if (running_) stopCounting();
}

void RunBoard::stopCounting() {
  if (!load_ended_) load_ended_ = clock_.now();
  shown_.reset();
}

void RunBoard::runEnded(stats::EndReason reason, const std::string& text) {
  SnapshotPtr end;
  {
    const std::scoped_lock lock(mutex_);
    if (!running_) return;
    running_ = false;
    ended_ = clock_.now();
    stopCounting();
    judge_.end(*load_ended_ - started_);
    base_.reason = reason;
    base_.reason_text = text;
    end = std::make_shared<const Snapshot>(buildInterval());
  }
  for (RunListener* listener : listeners_) listener->runEnded(*end);
  {
    const std::scoped_lock lock(mutex_);
    push(RunEvent::Kind::kEnded, std::move(end));
  }
  changed_.notify_all();
}

void RunBoard::runAmended(const std::string& text) {
  SnapshotPtr amended;
  {
    const std::scoped_lock lock(mutex_);
    if (running_ || base_.reason == stats::EndReason::kNone) return;
    base_.reason_text = text;
    shown_ = amended = std::make_shared<const Snapshot>(build());
  }
  for (RunListener* listener : listeners_) listener->runAmended(*amended);
  {
    const std::scoped_lock lock(mutex_);
    const bool pending = !events_.empty() && events_.back().kind == RunEvent::Kind::kAmended;
    if (pending) events_.pop_back();
    push(RunEvent::Kind::kAmended, std::move(amended));
  }
  changed_.notify_all();
}

void RunBoard::close() {
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
  }
  changed_.notify_all();
}

SnapshotPtr RunBoard::snapshot() const {
  const std::scoped_lock lock(mutex_);
  if (!shown_) shown_ = std::make_shared<const Snapshot>(build());
  return shown_;
}

SnapshotPtr RunBoard::takeIntervalSnapshot() {
  const std::scoped_lock lock(mutex_);
  return std::make_shared<const Snapshot>(buildInterval());
}

std::optional<RunEvent> RunBoard::nextEvent(base::Duration timeout) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, timeout, [this] { return closed_ || !events_.empty(); });
  if (events_.empty()) return std::nullopt;
  std::optional<RunEvent> event(std::move(events_.front()));
  events_.pop_front();
  return event;
}

bool RunBoard::closed() const {
  const std::scoped_lock lock(mutex_);
  return closed_ && events_.empty();
}

bool RunBoard::running() const {
  const std::scoped_lock lock(mutex_);
  return running_;
}

std::vector<stats::RunStatistics::TimelinePoint> RunBoard::timeline() const {
  const std::scoped_lock lock(mutex_);
  return {statistics_.timeline().begin(), statistics_.timeline().end()};
}

Snapshot RunBoard::build() const {
  Snapshot snapshot = base_;
  snapshot.at = clock_.wallNow();
  if (started_ != base::TimePoint{}) {
    snapshot.elapsed = load_ended_.value_or(clock_.now()) - started_;
  }
  snapshot.total = statistics_.total();
  snapshot.thresholds = judge_.figures();
  return snapshot;
}

Snapshot RunBoard::buildInterval() {
  Snapshot snapshot = build();
  const base::TimePoint until = running_ ? clock_.now() : ended_;
  snapshot.interval = std::max(base::Duration::zero(), until - interval_from_);
  snapshot.recent = statistics_.takeRecent();
  interval_from_ = until;
  return snapshot;
}

void RunBoard::push(RunEvent::Kind kind, SnapshotPtr snapshot) {
  // All of a run leaves together, so a reader that fell behind still sees a start with its end.
  if (events_.size() >= kMaxEvents) {
    const auto next =
        std::find_if(std::next(events_.begin()), events_.end(),
                     [](const RunEvent& event) { return event.kind == RunEvent::Kind::kStarted; });
    events_.erase(events_.begin(), next);
  }
  events_.push_back({kind, std::move(snapshot), profile_});
}

}  // namespace hrp::runner
