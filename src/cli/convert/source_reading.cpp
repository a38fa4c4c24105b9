#include "cli/convert/source_reading.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "cli/error_report.hpp"
#include "hrp/base/clock.hpp"

namespace hrp::cli {

using import::ReadOptions;

namespace {

constexpr std::size_t kMostInputBytes = std::size_t{16} << 20;

base::Result<std::string> readStandardInput() {
  std::string out;
  std::array<char, 65536> buffer{};
  while (const std::size_t read = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
    out.append(buffer.data(), read);
    if (out.size() > kMostInputBytes) {
      return base::fail(base::ErrorCode::kLimit, "standard input is larger than 16 MiB");
    }
  }
  return out;
}

}  // namespace

ReadOptions fileReading() {
  ReadOptions options;
  const auto since_1970 = base::SystemClock().wallNow().time_since_epoch();
  options.now_s = std::chrono::duration_cast<std::chrono::seconds>(since_1970).count();
  return options;
}

ReadOptions curlReading() {
  ReadOptions options = fileReading();
  options.standard_input = readStandardInput;
  options.asks_passwords = ::isatty(STDIN_FILENO) == 1;
  return options;
}

void printNotes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) {
    std::fprintf(stderr, "hrp: note: %s\n", printable(note).c_str());
  }
}

}  // namespace hrp::cli
