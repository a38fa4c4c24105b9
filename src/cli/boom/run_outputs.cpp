#include "cli/boom/run_outputs.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>
#include <utility>

#include "cli/boom/confined_paths.hpp"
#include "cli/boom/metric_settings.hpp"
#include "hrp/outputs/hdr_log.hpp"
#include "hrp/outputs/locust_csv.hpp"
#include "hrp/outputs/result_texts.hpp"
#include "hrp/record/run_file_sink.hpp"

namespace hrp::cli {

RunOutputs::RunOutputs(const base::Clock& clock, RunOutputsOptions options)
    : clock_(clock), options_(std::move(options)) {
  const std::string& summary = options_.results.summary_json;
  if (!summary.empty()) summary_.emplace(summary);
}

RunOutputs::~RunOutputs() = default;

void RunOutputs::follow(runner::RunBoard& board) {
  std::vector<std::unique_ptr<record::RunSink>> sinks;
  const std::string& run_file = options_.results.run_file;
  if (!run_file.empty()) sinks.push_back(std::make_unique<record::RunFileSink>(run_file));
  const std::string& prefix = options_.results.csv_prefix;
  if (!prefix.empty()) {
    sinks.push_back(std::make_unique<outputs::CsvHistorySink>(prefix + kHistoryCsv));
  }
  const std::string& hdr_log = options_.results.hdr_log;
  if (!hdr_log.empty()) sinks.push_back(std::make_unique<outputs::HdrLogSink>(hdr_log));
  if (sinks.empty()) return;
  recording_.emplace(clock_, options_.command, std::move(sinks));
  board.listen(*recording_);
}

std::ostream& RunOutputs::tables() const {
  return usesStandardOutput(options_.results) ? std::cerr : std::cout;
}

void RunOutputs::setUpConsole(const runner::RunProfile& profile) {
  console_.reset();
  if (!options_.console || profile.disable_console_output) return;
  outputs::ConsoleOptions console = outputs::consoleOptionsOf(
      usesStandardOutput(options_.results) ? STDERR_FILENO : STDOUT_FILENO);
  const base::Duration run_time = runner::runTimeOf(profile);
  if (run_time > base::Duration::zero()) console.run_time = run_time;
  if (profile.loop_count > 0) {
    console.total_iterations = static_cast<std::uint64_t>(profile.loop_count) *
                               static_cast<std::uint64_t>(profile.spawn_count);
  }
  console_.emplace(tables(), std::move(console));
}

void RunOutputs::setUpGateway(const runner::RunProfile& profile) {
  auto settings = prometheusSettingsOf(profile, options_.gateway_host);
  if (!settings) {
    spdlog::error("{}", settings.error().message);
    settings.emplace();
  }
  if (settings->ca_certificates.empty()) settings->ca_certificates = options_.ca_certificates;
  if (prometheus_ == nullptr && settings->gateway.empty()) return;
  if (prometheus_ == nullptr) {
    prometheus_ = std::make_unique<outputs::PrometheusOutput>(
        clock_, outputs::PrometheusOptions{.worker_id = options_.worker_id});
  }
  prometheus_->configure(std::move(*settings));
}

base::Result<> RunOutputs::startProfiles(const runner::RunProfile& profile) {
  ProfileRequest request{.cpu_file = profile.cpu_profile,
                         .cpu_duration = profile.cpu_profile_duration,
                         .heap_file = profile.memory_profile,
                         .heap_duration = profile.memory_profile_duration};
  const bool is_asked_by_master = !options_.worker_id.empty();
  for (std::string* const file : {&request.cpu_file, &request.heap_file}) {
    if (file->empty() || !is_asked_by_master) continue;
    auto confined = profileFileIn(options_.profile_folder, options_.worker_id, *file);
    if (!confined) {
      spdlog::warn("{} ({})", confined.error().message, confined.error().hint);
      file->clear();  // the load goes on without what only the master wanted
    } else {
      *file = std::move(*confined);
    }
  }
  return profiler_.start(request);
}

void RunOutputs::runStarted(const runner::RunProfile& profile, const stats::Snapshot& snapshot) {
  setUpConsole(profile);
  setUpGateway(profile);
  if (options_.makes_load) {
    const auto started = startProfiles(profile);
    if (!started) spdlog::error("{}", started.error().message);
    figures_lost_ = figures_lost_ || !started;
  }
  pushes_.reset();
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
  if (profiler_.failed()) figures_lost_ = true;
  stats::Snapshot end = final_snapshot;
  if (prometheus_) {
    prometheus_->onRunEnded(final_snapshot);
    end.pushes = pushes_ = prometheus_->settle();
  }
  writeResults(end);
  if (!console_) return;
  tables().clear();  // what was lost before does not keep the summary from being shown
  console_->onRunEnded(end);
  // A master has the figures of its workers, and a file has them too.
  if (tables() || summary_ || !options_.worker_id.empty()) return;
  spdlog::error("standard output: the summary could not be written");
  figures_lost_ = true;
}

// The file is the run's result, so it is written again; what was printed stands.
void RunOutputs::runAmended(const stats::Snapshot& final_snapshot) {
  const bool complete = stats::isComplete(final_snapshot.departed);
  spdlog::info("figures of the run came after its end: {} requests, {}",
               stats::totalOf(final_snapshot.total).requests(),
               complete ? "complete now" : "still incomplete");
  stats::Snapshot end = final_snapshot;
  end.pushes = pushes_;
  writeResults(end);
}

void RunOutputs::writeResults(const stats::Snapshot& end) {
  if (summary_) summary_->onRunEnded(end);
  if (summary_ && summary_->error()) figures_lost_ = true;
  const ResultFiles& files = options_.results;
  const auto write = [this](const std::string& path, std::string (*made)(const stats::Snapshot&),
                            const stats::Snapshot& run) {
    const auto written = base::OutputFile(path).write(made(run));
    if (written) return;
    spdlog::error("{}", written.error().message);
    figures_lost_ = true;
  };
  if (!files.csv_prefix.empty()) {
    write(files.csv_prefix + kStatsCsv, outputs::statsCsv, end);
    write(files.csv_prefix + kFailuresCsv, outputs::failuresCsv, end);
  }
  if (!files.junit.empty()) write(files.junit, outputs::junitXml, end);
  if (!files.markdown.empty()) write(files.markdown, outputs::resultMarkdown, end);
}

void RunOutputs::finish(const stats::Snapshot& last, stats::EndReason reason,
                        const std::string& text) {
  if (run_ended_) return;
  stats::Snapshot end = last;
  end.reason = reason;
  end.reason_text = text;
  writeResults(end);
}

base::ExitCode RunOutputs::exitCode(base::ExitCode code) {
  if (recording_) recording_->settle();
  const bool lost = figures_lost_ || (recording_ && recording_->failed());
  return code == base::ExitCode::kOk && lost ? base::ExitCode::kOutputLost : code;
}

}  // namespace hrp::cli
