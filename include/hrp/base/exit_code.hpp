#pragma once
// ExitCode: what the process hands to its caller. docs/exit-codes.md is the table of this enum;
// a test compares the two. The numbers of hrp 4.3.6 are kept where it had one.

#include <string_view>

namespace hrp::base {

enum class ExitCode : int {
  kOk = 0,
  kFailure = 1,  // a step, a validator or the run failed; no other code fits
  kUsage = 2,    // a flag or a profile is wrong
  kBadVenv = 9,
  kBadFile = 10,  // a file is missing or unreadable
  kBadJson = 11,
  kBadYaml = 12,
  kBadEnvFile = 13,
  kBadCsv = 14,
  kBadTestcase = 15,  // the testcase's shape or content is wrong
  kBadExtension = 16,
  kBadReference = 17,  // an api, testcase or upload that is not there, or refers to itself
  kBadPlugin = 18,     // hrp build: a file that no functions can be made of
  kVariable = 21,
  kFunction = 23,
  kVariables = 24,    // config variables: undefined, cyclic
  kBuildFailed = 32,  // hrp build: no Go, or it refuses the file
  kInterrupted = 38,
  kTimedOut = 39,
  kOutputLost = 40,   // figures could not be written at the end
  kNoWorkers = 50,    // --expect-workers did not come within --expect-workers-max-wait
  kWorkersLost = 51,  // every worker was lost during the run
  kMasterUnreachable = 52,
  kCannotListen = 53,  // a port is taken or an address is not ours
  kIncomplete = 54,    // what some worker sent is not counted
  kThresholdNotMet = 60,
  kThresholdStopped = 61,  // one that says `stop` ended the run
  kThresholdUnclear = 62,  // none is not met, and of one it cannot be said
};

[[nodiscard]] std::string_view describe(ExitCode code);

}  // namespace hrp::base
