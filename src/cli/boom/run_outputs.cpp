#include "cli/boom/run_outputs.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "cli/boom/confined_paths.hpp"
#include "cli/boom/metric_settings.hpp"
#include "cli/boom/recorded_settings.hpp"
#include "cli/threshold_flags.hpp"
#include "hrp/outputs/description_json.hpp"
#include "hrp/outputs/hdr_log.hpp"
#include "hrp/outputs/locust_csv.hpp"
#include "hrp/outputs/report_page.hpp"
#include "hrp/outputs/result_texts.hpp"
#include "hrp/record/run_description.hpp"
#include "hrp/record/run_file_sink.hpp"

namespace hrp::cli {

namespace {

// A run file that nobody names: each run has it for itself.
class ScratchSink final : public record::RunSink {
 public:
  explicit ScratchSink(base::ScratchFile& file) : file_(file), sink_(file.path()) {}
  base::Result<> begin(const record::RunOrigin& origin) override {
    if (auto cleared = file_.clear(); !cleared) return cleared;
    return sink_.begin(origin);
  }
  base::Result<> figures(std::uint32_t second, const stats::Slice& slice) override {
    return sink_.figures(second, slice);
  }
  base::Result<> moment(std::uint32_t second, const record::FleetMoment& moment) override {
    return sink_.moment(second, moment);
  }
  base::Result<> end(const stats::Snapshot& end) override { return sink_.end(end); }

 private:
  base::ScratchFile& file_;
  record::RunFileSink sink_;
};

}  // namespace

RunOutputs::RunOutputs(const base::Clock& clock, RunOutputsOptions options)
    : clock_(clock), options_(std::move(options)) {
  const std::string& summary = options_.results.summary_json;
  if (!summary.empty()) summary_.emplace(summary);
}

RunOutputs::~RunOutputs() = default;

void RunOutputs::follow(runner::RunBoard& board) {
  board_ = &board;
  const ResultFiles& files = options_.results;
  std::vector<std::unique_ptr<record::RunSink>> sinks;
  if (!files.run_file.empty()) {
    sinks.push_back(std::make_unique<record::RunFileSink>(files.run_file));
  }
  if (!files.csv_prefix.empty()) {
    sinks.push_back(std::make_unique<outputs::CsvHistorySink>(files.csv_prefix + kHistoryCsv));
  }
  if (!files.hdr_log.empty()) {
    sinks.push_back(std::make_unique<outputs::HdrLogSink>(files.hdr_log));
  }
  if (!files.html.empty()) {
    if (auto made = base::ScratchFile::make()) {
      scratch_.emplace(std::move(*made));
      sinks.push_back(std::make_unique<ScratchSink>(*scratch_));
    } else {
      lose(made.error());
    }
  }
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
  run_began_ = true;
  removeOld(WrittenWhen::kAtTheEnd);
  settings_ = recordedSettings(profile);
  setUpConsole(profile);
  setUpGateway(profile);
  if (options_.makes_load) {
    const auto started = startProfiles(profile);
    if (!started) spdlog::error("{}", started.error().message);
    figures_lost_ = figures_lost_ || !started;
  }
  pushes_.reset();
  earlier_ = std::max(earlier_, std::exchange(decision_, judge::Decision::kMet));
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
  decision_ = judge::decisionOf(final_snapshot.thresholds);
  profiler_.finish();
  if (profiler_.failed()) figures_lost_ = true;
  stats::Snapshot end = final_snapshot;
  if (prometheus_) {
    prometheus_->onRunEnded(final_snapshot);
    end.pushes = pushes_ = prometheus_->settle();
  }
  writeResults(end);
  showEnd(end);
  writeReport(end);  // of a long run it takes seconds
}

void RunOutputs::showEnd(const stats::Snapshot& end) {
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
  decision_ = judge::decisionOf(final_snapshot.thresholds);
  stats::Snapshot end = final_snapshot;
  end.pushes = pushes_;
  writeResults(end);
  writeReport(end);
}

void RunOutputs::lose(const base::Error& error) {
  spdlog::error("{}", error.message);
  figures_lost_ = true;
}

void RunOutputs::removeOld(WrittenWhen when) {
  if (const auto removed = removeEarlier(options_.results, when); !removed) lose(removed.error());
}

void RunOutputs::writeSummary(const stats::Snapshot& end) {
  outputs::SummaryContext context{HRP_VERSION, options_.command, settings_, {}};
  if (board_ != nullptr) context.timeline = board_->timeline();
  summary_->setContext(std::move(context));
  summary_->onRunEnded(end);
  if (summary_->error()) figures_lost_ = true;
}

void RunOutputs::writeResults(const stats::Snapshot& end) {
  if (summary_) writeSummary(end);
  const ResultFiles& files = options_.results;
  const auto write = [&](const std::string& path, std::string (*made)(const stats::Snapshot&)) {
    if (path.empty()) return;
    const auto written = base::OutputFile(path).write(made(end));
    if (!written) lose(written.error());
  };
  if (!files.csv_prefix.empty()) {
    write(files.csv_prefix + kStatsCsv, outputs::statsCsv);
    write(files.csv_prefix + kFailuresCsv, outputs::failuresCsv);
  }
  write(files.junit, outputs::junitXml);
  write(files.markdown, outputs::resultMarkdown);
}

// Of the end that was recorded; what outputs know beyond it is added.
void RunOutputs::writeReport(const stats::Snapshot& end) {
  if (options_.results.html.empty()) return;
  record::RunDescription run;
  if (recording_) recording_->settle();
  if (scratch_ && run_ended_) {
    auto described = record::describeFile(scratch_->path());
    if (!described) return lose(described.error());
    run = std::move(*described);
  } else {
    run.run = end;
    run.origin.version = HRP_VERSION;
    run.origin.command = options_.command;
  }
  run.run.thresholds = end.thresholds;
  run.run.pushes = end.pushes;
  const std::string page = outputs::reportPage(outputs::descriptionJson(run));
  const auto written = base::OutputFile(options_.results.html).write(page);
  if (!written) lose(written.error());
}

void RunOutputs::finish(const stats::Snapshot& last, stats::EndReason reason,
                        const std::string& text) {
  if (run_ended_) return;
  if (options_.judged) decision_ = judge::Decision::kNotMet;
  if (!run_began_) removeOld(WrittenWhen::kAllAlong);
  stats::Snapshot end = last;
  if (end.started_at == base::WallTime{}) end.started_at = clock_.wallNow();
  end.reason = reason;
  end.reason_text = text;
  writeResults(end);
  writeReport(end);
}

base::ExitCode RunOutputs::exitCode(base::ExitCode code) {
  if (recording_) recording_->settle();
  const bool lost = figures_lost_ || (recording_ && recording_->failed());
  if (code != base::ExitCode::kOk) return code;
  const judge::Decision worst = std::max(earlier_, decision_);
  if (worst != judge::Decision::kMet) return exitCodeOf(worst);
  return lost ? base::ExitCode::kOutputLost : code;
}

}  // namespace hrp::cli
