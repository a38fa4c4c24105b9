#pragma once
// ResultFiles: where a run of `hrp boom` leaves what it measured, as flags say. Every file is
// looked at before the first request.

#include <string>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::cli {

struct ResultFiles {
  std::string folder{};        // --results: the files below that have no place of their own
  std::string summary_json{};  // empty: not written; "-": standard output
  std::string run_file{};      // --save
};

// Flag and path of those that are written.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> namedFiles(const ResultFiles& files);

// One of them has standard output for itself.
[[nodiscard]] bool usesStandardOutput(const ResultFiles& files);

// That each can be written, and that no two are the same.
[[nodiscard]] base::Result<> checkResultFiles(const ResultFiles& files);

}  // namespace hrp::cli
