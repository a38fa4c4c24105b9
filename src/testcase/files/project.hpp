#pragma once
// Project: the folder that `api` and `testcase` paths are relative to, and its `.env`. Used by the
// loader's thread. The folder of the executable is not searched: a worker's is not the master's.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/testcase/file_source.hpp"

namespace hrp::testcase {

struct Project {
  std::string root;
  std::vector<std::pair<std::string, std::string>> environment;  // of <root>/.env, in file order
  std::string functions_file;  // absolute path of the debugtalk file that marks the root
};

// Searches upward from the folder of `case_file`; the working folder when nothing marks a root.
[[nodiscard]] base::Result<Project> findProject(const std::string& case_file, FileSource& files);

// Lines "K=V" or "K: V"; `#` lines and empty lines are skipped.
[[nodiscard]] base::Result<std::vector<std::pair<std::string, std::string>>> parseDotEnv(
    std::string_view text, const std::string& file);

[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace hrp::testcase
