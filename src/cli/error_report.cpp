#include "cli/error_report.hpp"

#include <cstdio>
#include <map>
#include <string>

namespace hrp::cli {

using base::ErrorCode;
using base::ExitCode;

void printError(const base::Error& error) {
  std::fprintf(stderr, "hrp: %s\n", printable(error.message).c_str());
  if (!error.hint.empty()) std::fprintf(stderr, "     %s\n", printable(error.hint).c_str());
}

std::string printable(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    } else {
      out += c;
    }
  }
  return out;
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
