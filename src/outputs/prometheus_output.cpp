#include "hrp/outputs/prometheus_output.hpp"

#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "hrp/base/random.hpp"
#include "hrp/outputs/gateway_address.hpp"
#include "outputs/metric_text.hpp"
#include "outputs/pushgateway_client.hpp"

namespace hrp::outputs {
namespace {

std::string randomUuid() {
  base::Random random(base::entropySeed());
  const std::uint64_t high = random.next();
  const std::uint64_t low = random.next();
  std::array<char, 40> text{};
  // Version 4, variant 1 (RFC 4122).
  std::snprintf(text.data(), text.size(), "%08x-%04x-4%03x-%04x-%012llx",
                static_cast<unsigned>(high >> 32U), static_cast<unsigned>(high >> 16U & 0xFFFFU),
                static_cast<unsigned>(high & 0xFFFU),
                static_cast<unsigned>(low >> 48U & 0x3FFFU) | 0x8000U,
                static_cast<unsigned long long>(low & 0xFFFF'FFFF'FFFFULL));
  return text.data();
}

// A path segment: whatever is not unreserved (RFC 3986) becomes '_'.
std::string pathSegment(std::string text) {
  for (char& c : text) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_letter && !is_digit && c != '-' && c != '.' && c != '_' && c != '~') c = '_';
  }
  return text;
}

const char* modeOf(stats::Role role) {
  switch (role) {
    case stats::Role::kMaster:
      return "master";
    case stats::Role::kWorker:
      return "worker";
    case stats::Role::kStandalone:
      break;
  }
  return "standalone";
}

}  // namespace

// Owns the thread and the one job that may wait for it.
class PrometheusOutput::Pusher {
 public:
  explicit Pusher(PrometheusOptions options)
      : gateway_(std::move(options.gateway)),
        instance_(pathSegment(options.instance.empty() ? randomUuid() : options.instance)),
        client_(options.timeout),
        thread_([this] { run(); }) {}

  void post(const stats::Snapshot& snapshot, std::string text) {
    const std::lock_guard lock(mutex_);
    if (closing_ || gateway_.empty()) return;
    job_ =
        Job{gateway_ + "/metrics/job/hrp/instance/" + instance_ + "/mode/" + modeOf(snapshot.role),
            std::move(text)};
    wake_.notify_one();
  }

  void setGateway(std::string gateway) {
    const std::lock_guard lock(mutex_);
    if (closing_ || gateway == gateway_) return;
    gateway_ = std::move(gateway);
    job_ = Job{};  // an empty URL: only leave the old gateway
    wake_.notify_one();
  }

  [[nodiscard]] bool wantsText() {
    const std::lock_guard lock(mutex_);
    return !closing_ && !gateway_.empty();
  }

  void close() {
    {
      const std::lock_guard lock(mutex_);
      if (closing_) return;
      closing_ = true;
      wake_.notify_one();
    }
    thread_.join();
  }

  MetricText metrics;  // the ticker thread's

 private:
  struct Job {
    std::string group_url;
    std::string text;
  };

  void run() {
    // Signals are for the main thread; TLS writes to a closed connection would raise SIGPIPE here.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    for (;;) {
      std::optional<Job> job;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return closing_ || job_.has_value(); });
        job = std::exchange(job_, std::nullopt);
      }
      if (!job) break;  // closing, and nothing waits
      if (job->group_url != group_url_) leaveGroup();
      if (job->group_url.empty()) continue;
      group_url_ = std::move(job->group_url);
      report(client_.put(group_url_, job->text));
    }
    leaveGroup();
  }

  void leaveGroup() {
    if (group_url_.empty()) return;
    report(client_.remove(group_url_));
    group_url_.clear();
    is_failing_ = false;
  }

  void report(const base::Result<>& result) {
    const bool failed = !result.has_value();
    if (failed == is_failing_) return;
    is_failing_ = failed;
    const std::string where = withoutCredentials(group_url_);
    if (failed) {
      spdlog::warn("prometheus gateway: {}: {}", where, result.error().message);
    } else {
      spdlog::info("prometheus gateway: {}: answers again", where);
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::optional<Job> job_;
  std::string gateway_;
  bool closing_ = false;

  // The thread's alone.
  const std::string instance_;
  PushgatewayClient client_;
  std::string group_url_;  // where something was pushed to
  bool is_failing_ = false;

  std::thread thread_;  // last: it uses all of the above
};

PrometheusOutput::PrometheusOutput(PrometheusOptions options)
    : pusher_(std::make_unique<Pusher>(std::move(options))) {}

PrometheusOutput::~PrometheusOutput() {
  close();
}

void PrometheusOutput::setGateway(std::string gateway) {
  pusher_->setGateway(std::move(gateway));
}

void PrometheusOutput::onRunStarted(const stats::Snapshot& snapshot) {
  pusher_->metrics.startRun();
  push(snapshot);
}

void PrometheusOutput::onSnapshot(const stats::Snapshot& snapshot) {
  push(snapshot);
}

void PrometheusOutput::onRunEnded(const stats::Snapshot& final_snapshot) {
  push(final_snapshot);
}

void PrometheusOutput::push(const stats::Snapshot& snapshot) {
  if (!pusher_->wantsText()) return;
  pusher_->post(snapshot, pusher_->metrics.build(snapshot));
}

void PrometheusOutput::close() {
  pusher_->close();
}

}  // namespace hrp::outputs
