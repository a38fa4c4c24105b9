#include "cli/boom/confined_paths.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace hrp::cli {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;

// Empty when it cannot be resolved (a loop of links, a part that may not be searched).
fs::path resolved(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  if (error) return {};
  const fs::path whole = fs::weakly_canonical(absolute, error);
  if (error) return {};
  return whole.has_filename() ? whole : whole.parent_path();  // "folder/" is "folder"
}

bool isBelow(const fs::path& root, const fs::path& path) {
  const auto [in_root, in_path] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
  return in_root == root.end();
}

}  // namespace

base::Result<> checkBelow(const std::string& root, const std::string& path) {
  const fs::path folder = resolved(root);
  const fs::path file = resolved(path);
  if (!folder.empty() && !file.empty() && isBelow(folder, file)) return {};
  return base::fail(ErrorCode::kInvalidArgument,
                    path + ": not in the folder whose testcases may be run over the control API",
                    "--testcase-root of the master names it; by default its working folder");
}

base::Result<std::string> profileFileIn(const std::string& folder, const std::string& worker_id,
                                        const std::string& wanted) {
  if (folder.empty()) {
    return base::fail(ErrorCode::kInvalidArgument,
                      "the master asks for a profile, and this worker writes none",
                      "start the worker with --profile-dir FOLDER");
  }
  const std::string name = fs::path(wanted).filename().string();
  if (name.empty() || name == "." || name == "..") {
    return base::fail(ErrorCode::kInvalidArgument, wanted + ": no name of a file for a profile",
                      "a name such as cpu.prof");
  }
  const std::string file = (fs::path(folder) / (worker_id + "-" + name)).string();
  std::error_code error;
  if (fs::exists(fs::symlink_status(file, error))) {
    return base::fail(ErrorCode::kIo, file + ": is there already, and a profile is a new file",
                      "give each profile a name of its own");
  }
  return file;
}

}  // namespace hrp::cli
