#include "hrp/outputs/prometheus_output.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "hrp/base/machine/process_slot.hpp"
#include "hrp/base/random.hpp"
#include "outputs/prometheus/gateway_groups.hpp"
#include "outputs/prometheus/gateway_pusher.hpp"
#include "outputs/prometheus/metric_text.hpp"
#include "outputs/run_figures.hpp"

namespace hrp::outputs {
namespace {

constexpr int kMostSlots = 10'000;  // processes of a mode on one machine

// For a process that gets no slot: nobody takes such a name over, and hrp deletes its group when it
// is old.
std::string randomName() {
  base::Random random(base::entropySeed());
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx",
                static_cast<unsigned long long>(random.next()),
                static_cast<unsigned long long>(random.next()));
  return text.data();
}

std::string pathSegment(std::string text) {
  for (char& c : text) c = isUnreserved(c) ? c : '_';
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

struct PrometheusOutput::Parts {
  Parts(const base::Clock& clock, PrometheusOptions given)
      : options(std::move(given)), pusher(clock, options.timeout) {}

  // A process has one mode, so one name for all of its runs.
  const std::string& instanceOf(const std::string& mode) {
    std::string& instance = options.instance;
    if (!instance.empty()) return instance;
    slot = base::ProcessSlot::claim("metrics-" + mode, kMostSlots);
    instance = slot ? base::slotScope() + "-" + std::to_string(slot->number()) : randomName();
    return instance = pathSegment(std::move(instance));
  }

  PrometheusOptions options;
  PrometheusSettings settings;
  MetricText metrics;
  std::optional<base::ProcessSlot> slot;
  GatewayPusher pusher;  // behind the slot: its group is left before another process may have it
};

PrometheusOutput::PrometheusOutput(const base::Clock& clock, PrometheusOptions options)
    : parts_(std::make_unique<Parts>(clock, std::move(options))) {}

PrometheusOutput::~PrometheusOutput() {
  close();
}

void PrometheusOutput::configure(PrometheusSettings settings) {
  parts_->settings = std::move(settings);
}

void PrometheusOutput::onRunStarted(const stats::Snapshot& snapshot) {
  const PrometheusSettings& settings = parts_->settings;
  if (settings.gateway.empty()) return parts_->pusher.startRun(std::nullopt);
  const std::string mode = modeOf(snapshot.role);
  PushTarget target{settings.gateway, parts_->instanceOf(mode), mode, settings.ca_certificates,
                    settings.linger};
  // One for a fleet: its groups would be listed by each worker otherwise.
  target.tidies = snapshot.role != stats::Role::kWorker;
  parts_->pusher.startRun(std::move(target));
  parts_->metrics.startRun({.borders = settings.borders,
                            .linger = settings.linger,
                            .worker_id = parts_->options.worker_id});
  push(snapshot, false);
}

void PrometheusOutput::onSnapshot(const stats::Snapshot& snapshot) {
  push(snapshot, false);
}

void PrometheusOutput::onRunEnded(const stats::Snapshot& final_snapshot) {
  push(final_snapshot, true);
}

void PrometheusOutput::push(const stats::Snapshot& snapshot, bool is_last) {
  if (parts_->settings.gateway.empty()) return;
  const auto lost = missingWorkers(snapshot);
  parts_->pusher.post(parts_->metrics.build(snapshot), {lost.begin(), lost.end()}, is_last);
}

std::optional<stats::MetricPushes> PrometheusOutput::settle() {
  return parts_->pusher.settle();
}

void PrometheusOutput::close() {
  parts_->pusher.close();
}

}  // namespace hrp::outputs
