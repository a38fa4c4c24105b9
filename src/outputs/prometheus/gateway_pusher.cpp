#include "outputs/prometheus/gateway_pusher.hpp"

#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "hrp/outputs/gateway_address.hpp"
#include "outputs/prometheus/gateway_groups.hpp"

namespace hrp::outputs {
namespace {

constexpr base::Duration kTidyPause = std::chrono::seconds(5);  // at least
constexpr base::Duration kTidyRetry = std::chrono::seconds(30);
constexpr base::Duration kTidyMost = std::chrono::hours(1);

std::string groupPath(const std::string& instance, const std::string& mode) {
  return "/metrics/job/hrp/instance/" + instance + "/mode/" + mode;
}

bool isPathSegment(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isUnreserved);
}

}  // namespace

std::string PushTarget::groupUrl() const {
  return gateway + groupPath(instance, mode);
}

GatewayPusher::GatewayPusher(const base::Clock& clock, base::Duration timeout)
    : clock_(clock), client_(clock, timeout), thread_([this] { run(); }) {}

GatewayPusher::~GatewayPusher() {
  close();
}

void GatewayPusher::startRun(std::optional<PushTarget> target) {
  const std::lock_guard lock(mutex_);
  target_ = target ? std::make_shared<const PushTarget>(std::move(*target)) : nullptr;
  job_.reset();
  if (target_ != nullptr) {
    ledger_.startRun(withoutCredentials(target_->gateway));
  } else {
    job_ = Job{};
    wake_.notify_one();
  }
}

void GatewayPusher::post(std::string text, std::set<std::string> lost_workers, bool is_last) {
  const std::lock_guard lock(mutex_);
  if (closing_ || target_ == nullptr) return;
  job_ = Job{target_, std::move(text), std::move(lost_workers), is_last};
  last_is_answered_ = !is_last;
  wake_.notify_one();
}

std::optional<stats::MetricPushes> GatewayPusher::settle() {
  std::unique_lock lock(mutex_);
  if (target_ == nullptr) return std::nullopt;
  // A push before the last one that hangs must leave the last one its time.
  end_by_ = clock_.now() + kSettleTime;
  client_.endBy(job_ ? end_by_ - kSettleTime / 2 : end_by_);
  const auto slack = std::chrono::milliseconds(50);
  settled_.wait_for(lock, kSettleTime + slack, [this] { return last_is_answered_; });
  end_by_ = base::TimePoint::max();
  client_.endBy(end_by_);
  ledger_.endRun();
  return ledger_.pushes();
}

void GatewayPusher::close() {
  {
    const std::lock_guard lock(mutex_);
    if (closing_) return;
    closing_ = true;
    end_by_ = clock_.now() + kCloseTime;
    client_.endBy(end_by_);
    wake_.notify_one();
  }
  thread_.join();
}

void GatewayPusher::run() {
  // Signals are for the main thread; TLS writes to a closed connection would raise SIGPIPE here.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  for (;;) {
    std::optional<Job> job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, untilTidy(), [this] { return closing_ || job_.has_value(); });
      job = std::exchange(job_, std::nullopt);
      if (!job && closing_) break;
      if (job) client_.endBy(end_by_);
    }
    if (job) serve(*job);
    if (clock_.now() >= next_tidy_) tidy();
  }
  leaveGroup();
}

void GatewayPusher::serve(const Job& job) {
  const bool begins = job.target != group_;
  if (begins && (job.target == nullptr || group_ == nullptr ||
                 group_->groupUrl() != job.target->groupUrl())) {
    leaveGroup();
  }
  if (job.target == nullptr) return;
  group_ = job.target;
  client_.trust(group_->ca_certificates);
  const auto result = client_.put(group_->groupUrl(), job.text);
  {
    const std::lock_guard lock(mutex_);
    ledger_.pushed(result, job.is_last);
    if (job.is_last) last_is_answered_ = true;
  }
  settled_.notify_all();
  if (!group_->tidies) return;
  if (begins) next_tidy_ = clock_.now() + (result ? base::Duration::zero() : kTidyRetry);
  if (!result) return;
  const bool lost_more = !std::includes(lost_workers_.begin(), lost_workers_.end(),
                                        job.lost_workers.begin(), job.lost_workers.end());
  lost_workers_ = job.lost_workers;
  if (lost_more) next_tidy_ = clock_.now();
}

void GatewayPusher::tidy() {
  const auto listing = client_.get(group_->gateway + "/api/v1/metrics");
  next_tidy_ = clock_.now() + kTidyRetry;
  if (!listing) {
    spdlog::debug("prometheus gateway: no list of groups: {}", listing.error().message);
    return;
  }
  base::Duration pause = kTidyMost;
  for (const GatewayGroup& group : parseGatewayGroups(listing->body)) {
    const bool is_own = group.instance == group_->instance && group.mode == group_->mode;
    if (is_own || !isPathSegment(group.instance) || !isPathSegment(group.mode)) continue;
    const auto left = group.leftAt(listing->unix_seconds);
    const bool is_lost = lost_workers_.contains(group.worker_id);
    if (is_lost || (left && left->count() <= 0)) {
      const auto result = client_.remove(group_->gateway + groupPath(group.instance, group.mode));
      const std::lock_guard lock(mutex_);
      ledger_.deleted(result);
    } else if (left) {
      pause = std::min<base::Duration>(pause, *left);
    }
  }
  next_tidy_ = clock_.now() + std::max(pause, kTidyPause);
}

void GatewayPusher::leaveGroup() {
  next_tidy_ = base::TimePoint::max();
  const TargetPtr left = std::exchange(group_, nullptr);
  if (left == nullptr || left->linger != Linger(base::Duration::zero())) return;
  const auto result = client_.remove(left->groupUrl());
  const std::lock_guard lock(mutex_);
  ledger_.deleted(result);
}

base::Duration GatewayPusher::untilTidy() const {
  if (next_tidy_ == base::TimePoint::max()) return kTidyMost;
  return std::clamp(next_tidy_ - clock_.now(), base::Duration::zero(), kTidyMost);
}

}  // namespace hrp::outputs
