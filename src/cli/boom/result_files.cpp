#include "cli/boom/result_files.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>
#include <vector>

namespace hrp::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSummaryJson = "summary.json";
constexpr const char* kRunFile = "run.hrp";
constexpr const char* kCsvPrefix = "timeline";
constexpr const char* kJunit = "junit.xml";
constexpr const char* kMarkdown = "summary.md";
constexpr const char* kHtml = "report.html";

std::string folderOf(const ResultFiles& files) {
  return files.folder + (files.folder.ends_with('/') ? "" : "/");
}

}  // namespace

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
  if (files.folder == "-") return refuseDash("--results");
  if (files.csv_prefix == "-") return refuseDash("--csv");
  if (files.folder.empty()) return {};
  std::error_code error;
  fs::create_directories(files.folder, error);
  if (error) {
    return base::fail(base::ErrorCode::kIo, "--results " + files.folder + ": " + error.message());
  }
  const std::string folder = folderOf(files);
  struct Place {
    std::string& path;
    const char* name;
  };
  for (const Place& place :
       {Place{files.summary_json, kSummaryJson}, Place{files.run_file, kRunFile},
        Place{files.csv_prefix, kCsvPrefix}, Place{files.junit, kJunit},
        Place{files.markdown, kMarkdown}, Place{files.html, kHtml}}) {
    if (place.path.empty()) place.path = folder + place.name;
  }
  return {};
}

base::Result<std::vector<base::FileLock>> lockWritten(const ResultFiles& files) {
  NamedFiles written{{"--save", files.run_file}, {"--hdr-log", files.hdr_log}};
  if (!files.csv_prefix.empty()) written.emplace_back("--csv", files.csv_prefix + kHistoryCsv);
  std::vector<base::FileLock> locks;
  for (const auto& [flag, path] : written) {
    if (path.empty()) continue;
    auto lock = base::FileLock::take(path);
    if (!lock) return base::fail(lock.error().within(flag));
    locks.push_back(std::move(*lock));
  }
  return locks;
}

base::Result<> removeEarlier(const ResultFiles& files, WrittenWhen when) {
  if (files.folder.empty()) return {};
  const std::string folder = folderOf(files);
  const std::string& csv = files.csv_prefix;
  using Paths = std::vector<std::pair<std::string, const char*>>;
  const Paths paths =
      when == WrittenWhen::kAllAlong
          ? Paths{{files.run_file, kRunFile}, {csv + kHistoryCsv, "timeline_stats_history.csv"}}
          : Paths{{files.summary_json, kSummaryJson},
                  {files.junit, kJunit},
                  {files.markdown, kMarkdown},
                  {files.html, kHtml},
                  {csv + kStatsCsv, "timeline_stats.csv"},
                  {csv + kFailuresCsv, "timeline_failures.csv"}};
  for (const auto& [path, name] : paths) {
    std::error_code error;
    if (path != folder + name || !fs::is_regular_file(fs::symlink_status(path, error))) continue;
    fs::remove(path, error);
    if (error) return base::fail(base::ErrorCode::kIo, path + ": " + error.message());
  }
  return {};
}

}  // namespace hrp::cli
