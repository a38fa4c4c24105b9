#pragma once
// RunOutputs: the outputs of one process, set up anew for every run by the run's profile (a worker
// takes runs with different gateways and console settings), and the profiles of hrp itself.
//
// The ticker thread calls the methods of RunAudience; the rest is for the thread that owns it, when
// the ticker is not there.

#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "cli/boom/output_ticker.hpp"
#include "cli/boom/result_files.hpp"
#include "cli/boom/run_recording.hpp"
#include "cli/self_profiler.hpp"
#include "hrp/base/exit_code.hpp"
#include "hrp/base/files/scratch_file.hpp"
#include "hrp/judge/judge.hpp"
#include "hrp/outputs/console_output.hpp"
#include "hrp/outputs/prometheus_output.hpp"
#include "hrp/outputs/summary_json.hpp"
#include "hrp/runner/profile.hpp"
#include "hrp/stats/snapshot.hpp"

namespace hrp::cli {

struct RunOutputsOptions {
  bool console = true;            // false: never, whatever a run's profile says
  bool makes_load = true;         // can be profiled; false on a master
  std::string gateway_host{};     // what ":9091" means
  std::string worker_id{};        // that the master knows this process by; empty: it has none
  std::string profile_folder{};   // of a worker, for profiles that the master asks for
  std::string ca_certificates{};  // of this process; those of a run's profile come before them
  ResultFiles results{};
  std::string command{};  // that repeats the run
  bool judged = false;    // thresholds were asked for: without a run they are not met
};

class RunOutputs final : public RunAudience {
 public:
  RunOutputs(const base::Clock& clock, RunOutputsOptions options);
  ~RunOutputs() override;

  // Before the first run of a board: what is to be written while runs go on.
  void follow(runner::RunBoard& board);

  void runStarted(const runner::RunProfile& profile, const stats::Snapshot& snapshot) override;
  void interval(const stats::Snapshot& snapshot) override;
  void runEnded(const stats::Snapshot& final_snapshot) override;
  void runAmended(const stats::Snapshot& final_snapshot) override;

  // When everything is over: writes the summary file if no run has ended, so that a script finds
  // one after every kind of end, and removes what an earlier run left in the folder, so that all
  // there is of one run. `reason` and `text` are of that end.
  void finish(const stats::Snapshot& last, stats::EndReason reason, const std::string& text);

  // Of the process that would end with `code`: instead of kOk that of the worst verdict of its
  // runs' thresholds, or else kOutputLost when figures were lost.
  [[nodiscard]] base::ExitCode exitCode(base::ExitCode code);

 private:
  [[nodiscard]] std::ostream& tables() const;
  void setUpConsole(const runner::RunProfile& profile);
  void showEnd(const stats::Snapshot& end);
  void writeResults(const stats::Snapshot& end);
  void writeSummary(const stats::Snapshot& end);
  void writeReport(const stats::Snapshot& end);
  void lose(const base::Error& error);
  void removeOld(WrittenWhen when);
  void setUpGateway(const runner::RunProfile& profile);
  [[nodiscard]] base::Result<> startProfiles(const runner::RunProfile& profile);

  const base::Clock& clock_;
  RunOutputsOptions options_;
  std::optional<outputs::ConsoleOutput> console_;
  std::unique_ptr<outputs::PrometheusOutput> prometheus_;
  std::optional<outputs::SummaryJsonOutput> summary_;
  std::optional<base::ScratchFile> scratch_;  // the run file that the report is made of
  std::optional<RunRecording> recording_;
  const runner::RunBoard* board_ = nullptr;
  record::NamedTexts settings_;  // of the run
  SelfProfiler profiler_;
  std::optional<stats::MetricPushes> pushes_;         // of the run that ended last
  judge::Decision decision_ = judge::Decision::kMet;  // of the run that ended last
  judge::Decision earlier_ = judge::Decision::kMet;   // the worst of those before
  bool run_began_ = false;
  bool run_ended_ = false;
  bool figures_lost_ = false;
};

}  // namespace hrp::cli
