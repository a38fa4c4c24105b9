#include "testcase/files/project.hpp"

#include <array>
#include <filesystem>
#include <optional>

namespace hrp::testcase {
namespace {

std::optional<std::string> folderWith(const std::string& name, const std::string& start,
                                      FileSource& files) {
  std::filesystem::path folder(start);
  while (true) {
    if (files.isFile((folder / name).string())) return folder.string();
    if (!folder.has_relative_path()) return std::nullopt;
    folder = folder.parent_path();
  }
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

base::Result<std::vector<std::pair<std::string, std::string>>> parseDotEnv(
    std::string_view text, const std::string& file) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t separator = line.find_first_of("=:");
    if (separator == std::string_view::npos || trimmed(line.substr(0, separator)).empty()) {
      return base::fail(base::ErrorCode::kMalformedEnvFile,
                        file + ":" + std::to_string(number) + ": expected KEY=VALUE or KEY: VALUE");
    }
    pairs.emplace_back(trimmed(line.substr(0, separator)), trimmed(line.substr(separator + 1)));
  }
  return pairs;
}

base::Result<Project> findProject(const std::string& case_file, FileSource& files) {
  constexpr std::array<const char*, 4> kMarks = {"debugtalk.bin", "debugtalk.py", "debugtalk.so",
                                                 "proj.json"};
  const std::string start = std::filesystem::path(case_file).parent_path().string();
  Project project{files.workingFolder(), {}, {}};
  for (const std::string mark : kMarks) {
    const auto folder = folderWith(mark, start, files);
    if (!folder) continue;
    project.root = *folder;
    const std::string path = absolutePath(*folder, mark);
    // Read so that it is in the bundle: a worker must find the same root.
    auto content = files.read(path);
    if (!content) return base::fail(std::move(content.error()));
    if (mark != "proj.json") project.functions_file = path;
    break;
  }
  const std::string dot_env = absolutePath(project.root, ".env");
  if (!files.isFile(dot_env)) return project;
  auto content = files.read(dot_env);
  if (!content) return base::fail(std::move(content.error()));
  auto pairs = parseDotEnv(**content, dot_env);
  if (!pairs) return base::fail(std::move(pairs.error()));
  project.environment = std::move(*pairs);
  return project;
}

}  // namespace hrp::testcase
