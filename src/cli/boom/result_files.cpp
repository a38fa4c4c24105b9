#include "cli/boom/result_files.hpp"

#include <algorithm>
#include <map>

#include "hrp/base/files/output_file.hpp"

namespace hrp::cli {

using NamedFiles = std::vector<std::pair<std::string, std::string>>;

NamedFiles namedFiles(const ResultFiles& files) {
  NamedFiles named{{"--summary-json", files.summary_json}, {"--save", files.run_file}};
  std::erase_if(named, [](const auto& file) { return file.second.empty(); });
  return named;
}

bool usesStandardOutput(const ResultFiles& files) {
  return std::ranges::any_of(namedFiles(files),
                             [](const auto& file) { return file.second == "-"; });
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
