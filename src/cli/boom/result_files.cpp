#include "cli/boom/result_files.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "hrp/base/files/output_file.hpp"

namespace hrp::cli {

using NamedFiles = std::vector<std::pair<std::string, std::string>>;

NamedFiles namedFiles(const ResultFiles& files) {
  NamedFiles named{{"--summary-json", files.summary_json},
                   {"--save", files.run_file},
                   {"--junit", files.junit},
                   {"--markdown", files.markdown},
                   {"--hdr-log", files.hdr_log},
                   {"--html", files.html}};
  if (!files.csv_prefix.empty()) {
    for (const char* end : {kStatsCsv, kHistoryCsv, kFailuresCsv}) {
      named.emplace_back("--csv", files.csv_prefix + end);
    }
  }
  std::erase_if(named, [](const auto& file) { return file.second.empty(); });
  return named;
}

bool usesStandardOutput(const ResultFiles& files) {
  return std::ranges::any_of(namedFiles(files),
                             [](const auto& file) { return file.second == "-"; });
}

base::Result<> fillFolder(ResultFiles& files) {
  if (files.folder.empty()) return {};
  std::error_code error;
  std::filesystem::create_directories(files.folder, error);
  if (error) {
    return base::fail(base::ErrorCode::kIo, "--results " + files.folder + ": " + error.message());
  }
  const std::string folder = files.folder + (files.folder.ends_with('/') ? "" : "/");
  struct Place {
    std::string& path;
    const char* name;
  };
  for (const Place& place :
       {Place{files.summary_json, "summary.json"}, Place{files.run_file, "run.hrp"},
        Place{files.csv_prefix, "timeline"}, Place{files.junit, "junit.xml"},
        Place{files.markdown, "summary.md"}, Place{files.html, "report.html"}}) {
    if (place.path.empty()) place.path = folder + place.name;
  }
  return {};
}

base::Result<> checkResultFiles(const ResultFiles& files) {
  std::map<std::string, std::string> flags;  // by path
  for (const auto& [flag, path] : namedFiles(files)) {
    const auto [other, is_new] = flags.try_emplace(path, flag);
    if (!is_new) {
      const std::string place = path == "-" ? "standard output" : path;
      return base::fail(base::ErrorCode::kInvalidArgument,
                        other->second + " and " + flag + " cannot both have " + place);
    }
    if (auto checked = base::OutputFile(path).check(); !checked) {
      return base::fail(checked.error().within(flag));
    }
  }
  return {};
}

}  // namespace hrp::cli
