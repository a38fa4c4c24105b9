#include "cli/threshold_flags.hpp"

namespace hrp::cli {

void addThresholdFlag(CLI::App& command, std::vector<std::string>& texts, const char* group) {
  command
      .add_option("--threshold", texts,
                  "What has to hold, or the exit code is 60: 'p95 < 300ms', 'login: failures < 1% "
                  "over 30s, stop' (docs/thresholds.md); may be repeated")
      ->group(group)
      ->type_name("TEXT")
      ->allow_extra_args(false);
}

base::ExitCode exitCodeOf(judge::Decision decision) {
  switch (decision) {
    case judge::Decision::kMet:
      return base::ExitCode::kOk;
    case judge::Decision::kUnclear:
      return base::ExitCode::kThresholdUnclear;
    case judge::Decision::kEndedRun:
      return base::ExitCode::kThresholdStopped;
    case judge::Decision::kNotMet:
      break;
  }
  return base::ExitCode::kThresholdNotMet;
}

}  // namespace hrp::cli
