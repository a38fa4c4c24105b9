#include "hrp/base/exit_code.hpp"

namespace hrp::base {

std::string_view describe(ExitCode code) {
  switch (code) {
    case ExitCode::kOk:
      return "success";
    case ExitCode::kFailure:
      return "a step, a validator or the run failed";
    case ExitCode::kUsage:
      return "a flag or a profile is wrong";
    case ExitCode::kBadVenv:
      return "the Python environment cannot be used";
    case ExitCode::kBadFile:
      return "a file is missing or unreadable";
    case ExitCode::kBadJson:
      return "malformed JSON";
    case ExitCode::kBadYaml:
      return "malformed YAML";
    case ExitCode::kBadEnvFile:
      return "malformed .env file";
    case ExitCode::kBadCsv:
      return "malformed CSV file";
    case ExitCode::kBadTestcase:
      return "a testcase's shape or content is wrong";
    case ExitCode::kBadExtension:
      return "a file has an extension that is not supported";
    case ExitCode::kBadReference:
      return "a referenced api, testcase or upload cannot be used";
    case ExitCode::kBadPlugin:
      return "a file cannot be built into custom functions";
    case ExitCode::kVariable:
      return "a variable is not defined";
    case ExitCode::kFunction:
      return "a function is unknown or failed";
    case ExitCode::kVariables:
      return "config variables are undefined or refer to each other in a circle";
    case ExitCode::kBuildFailed:
      return "building custom functions failed";
    case ExitCode::kInterrupted:
      return "interrupted";
    case ExitCode::kTimedOut:
      return "the case timeout ran out";
    case ExitCode::kOutputLost:
      return "figures could not be written";
    case ExitCode::kNoWorkers:
      return "too few workers came in time";
    case ExitCode::kWorkersLost:
      return "every worker was lost during the run";
    case ExitCode::kMasterUnreachable:
      return "the master cannot be reached";
    case ExitCode::kCannotListen:
      return "an address cannot be listened on";
    case ExitCode::kIncomplete:
      return "the total of a run is known to be incomplete";
    case ExitCode::kThresholdNotMet:
      return "a threshold is not met";
    case ExitCode::kThresholdStopped:
      return "a threshold ended the run";
    case ExitCode::kThresholdUnclear:
      return "whether a threshold is met is unclear";
  }
  return "unknown";
}

}  // namespace hrp::base
