#include "cli/run_outputs.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <utility>

#include "hrp/outputs/gateway_address.hpp"

namespace hrp::cli {

RunOutputs::RunOutputs(RunOutputsOptions options) : options_(std::move(options)) {
  if (!options_.summary_file.empty()) summary_.emplace(options_.summary_file);
}

RunOutputs::~RunOutputs() = default;

void RunOutputs::setUpConsole(const runner::RunProfile& profile) {
  console_.reset();
  if (!options_.console || profile.disable_console_output) return;
  outputs::ConsoleOptions console = outputs::consoleOptionsOf(STDOUT_FILENO);
  const base::Duration run_time = runner::runTimeOf(profile);
  if (run_time > base::Duration::zero()) console.run_time = run_time;
  if (profile.loop_count > 0) {
    console.total_iterations = static_cast<std::uint64_t>(profile.loop_count) *
                               static_cast<std::uint64_t>(profile.spawn_count);
  }
  console_.emplace(std::cout, std::move(console));
}

void RunOutputs::setUpGateway(const std::string& address) {
  std::string url;
  if (options_.makes_load && !address.empty()) {
    auto parsed = outputs::parseGatewayAddress(address, options_.gateway_host);
    if (parsed) {
      url = std::move(*parsed);
    } else {
      spdlog::error("prometheus-gateway: {}", parsed.error().message);
    }
  }
  if (prometheus_ != nullptr) {
    prometheus_->setGateway(url);
  } else if (!url.empty()) {
    outputs::PrometheusOptions prometheus;
    prometheus.gateway = url;
    prometheus_ = std::make_unique<outputs::PrometheusOutput>(std::move(prometheus));
  }
}

void RunOutputs::runStarted(const runner::RunProfile& profile, const stats::Snapshot& snapshot) {
  setUpConsole(profile);
  setUpGateway(profile.prometheus_gateway);
  if (options_.makes_load) {
    const auto started = profiler_.start({.cpu_file = profile.cpu_profile,
                                          .cpu_duration = profile.cpu_profile_duration,
                                          .heap_file = profile.memory_profile,
                                          .heap_duration = profile.memory_profile_duration});
    if (!started) spdlog::error("{}", started.error().message);
  }
  if (console_) console_->onRunStarted(snapshot);
  if (prometheus_) prometheus_->onRunStarted(snapshot);
  if (summary_) summary_->onRunStarted(snapshot);
}

void RunOutputs::interval(const stats::Snapshot& snapshot) {
  if (console_) console_->onSnapshot(snapshot);
  if (prometheus_) prometheus_->onSnapshot(snapshot);
}

void RunOutputs::runEnded(const stats::Snapshot& final_snapshot) {
  run_ended_ = true;
  profiler_.finish();
  if (summary_) summary_->onRunEnded(final_snapshot);
  if (prometheus_) prometheus_->onRunEnded(final_snapshot);
  if (console_) console_->onRunEnded(final_snapshot);
}

void RunOutputs::finish(const stats::Snapshot& last, stats::EndReason reason,
                        const std::string& text) {
  if (run_ended_ || !summary_) return;
  stats::Snapshot end = last;
  end.reason = reason;
  end.reason_text = text;
  summary_->onRunEnded(end);
}

}  // namespace hrp::cli
