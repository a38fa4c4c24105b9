#include "cli/boom/run_recording.hpp"

#include "cli/boom/recorded_settings.hpp"
#include "hrp/judge/judge.hpp"

namespace hrp::cli {

void RunRecording::runStarted(const runner::RunProfile& profile, const stats::Snapshot& snapshot) {
  recorder_.begin({.role = snapshot.role,
                   .started_at = snapshot.started_at,
                   .version = HRP_VERSION,
                   .command = command_,
                   .settings = recordedSettings(profile),
                   .thresholds = judge::Judge(profile.thresholds).figures()});
}

void RunRecording::counted(std::uint32_t second, const stats::Slice& slice) {
  recorder_.add(second, slice);
}

void RunRecording::published(const runner::RunFigures& figures) {
  // The last second of a run had the users that it ended with, and not none.
  if (figures.state == base::RunState::kStopped) return;
  recorder_.moment({figures.state, figures.users, figures.target_users, figures.workers});
}

void RunRecording::runEnded(const stats::Snapshot& end) {
  recorder_.end(end);
}

void RunRecording::runAmended(const stats::Snapshot& end) {
  recorder_.end(end);
}

}  // namespace hrp::cli
