#pragma once
// ResultFiles: where a run of `hrp boom` leaves what it measured, as flags say. Every file is
// looked at before the first request.

#include <string>
#include <vector>

#include "cli/output_check.hpp"
#include "hrp/base/error.hpp"
#include "hrp/base/files/file_lock.hpp"

namespace hrp::cli {

// Empty: not written; "-": standard output.
struct ResultFiles {
  std::string folder{};        // --results: has those below that have no place of their own
  std::string summary_json{};  // --summary-json
  std::string run_file{};      // --save
  std::string csv_prefix{};    // --csv; never "-"
  std::string junit{};         // --junit
  std::string markdown{};      // --markdown
  std::string hdr_log{};       // --hdr-log
  std::string html{};          // --html
};

inline constexpr const char* kStatsCsv = "_stats.csv";
inline constexpr const char* kHistoryCsv = "_stats_history.csv";
inline constexpr const char* kFailuresCsv = "_failures.csv";

// Flag and path of those that are written.
[[nodiscard]] NamedFiles namedFiles(const ResultFiles& files);

// One of them has standard output for itself.
[[nodiscard]] bool usesStandardOutput(const ResultFiles& files);

// Makes the folder of --results and names the files in it.
[[nodiscard]] base::Result<> fillFolder(ResultFiles& files);

// Those that are written while a run goes on: of this process for as long as the result lives.
[[nodiscard]] base::Result<std::vector<base::FileLock>> lockWritten(const ResultFiles& files);

// Of the files that the folder has of an earlier run those that this one writes: at its end, or
// from its first second on. What is no regular file stays. Standing for a run that goes on, an old
// verdict would be read as its own.
enum class WrittenWhen { kAtTheEnd, kAllAlong };
[[nodiscard]] base::Result<> removeEarlier(const ResultFiles& files, WrittenWhen when);

}  // namespace hrp::cli
