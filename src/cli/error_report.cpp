#include "cli/error_report.hpp"

#include <cstdio>
#include <map>
#include <string>

#include "hrp/base/logging.hpp"

namespace hrp::cli {

using base::ErrorCode;
using base::ExitCode;

void printError(const base::Error& error) {
  std::fprintf(stderr, "hrp: %s\n", printable(error.message).c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "     %s\n", printable(error.hint).c_str());
}

ExitCode exitCodeOf(const base::Error& error) {
  static const std::map<ErrorCode, ExitCode> kCodes{
      {ErrorCode::kInvalidArgument, ExitCode::kBadTestcase},
      {ErrorCode::kParse, ExitCode::kBadTestcase},
      {ErrorCode::kNotFound, ExitCode::kBadFile},
      {ErrorCode::kIo, ExitCode::kBadFile},
      {ErrorCode::kMalformedJson, ExitCode::kBadJson},
      {ErrorCode::kMalformedYaml, ExitCode::kBadYaml},
      {ErrorCode::kMalformedEnvFile, ExitCode::kBadEnvFile},
      {ErrorCode::kMalformedCsv, ExitCode::kBadCsv},
      {ErrorCode::kBadExtension, ExitCode::kBadExtension},
      {ErrorCode::kBadReference, ExitCode::kBadReference},
      {ErrorCode::kUndefinedVariable, ExitCode::kVariable},
      {ErrorCode::kFunction, ExitCode::kFunction},
      {ErrorCode::kBadVariables, ExitCode::kVariables},
      {ErrorCode::kAborted, ExitCode::kInterrupted},
      {ErrorCode::kTimeout, ExitCode::kTimedOut},
      {ErrorCode::kBadSetting, ExitCode::kUsage},
  };
  const auto known = kCodes.find(error.code);
  return known == kCodes.end() ? ExitCode::kFailure : known->second;
}

}  // namespace hrp::cli
