#pragma once
// ResultFiles: where a run of `hrp boom` leaves what it measured, as flags say. Every file is
// looked at before the first request.

#include <string>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"

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
[[nodiscard]] std::vector<std::pair<std::string, std::string>> namedFiles(const ResultFiles& files);

// One of them has standard output for itself.
[[nodiscard]] bool usesStandardOutput(const ResultFiles& files);

// Makes the folder of --results and names the files in it.
[[nodiscard]] base::Result<> fillFolder(ResultFiles& files);

// That each can be written, and that no two are the same.
[[nodiscard]] base::Result<> checkResultFiles(const ResultFiles& files);

}  // namespace hrp::cli
