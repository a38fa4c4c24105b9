#pragma once
// CurlInput: what a curl command reads while it is converted: files, relative to the working
// folder, and standard input, which is read once and is the same wherever it is named. One command,
// one thread.

#include <optional>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/import/convert.hpp"
#include "import/curl/shell/shell_words.hpp"

namespace hrp::import {

class CurlInput {
 public:
  // `piped`: what the text gives the command on standard input; without it `standard_input` does.
  CurlInput(FileSource& files, std::optional<ShellInput> piped, const ReadInput& standard_input)
      : files_(files), piped_(std::move(piped)), standard_input_(standard_input) {}

  // "-" is standard input; a file has at most 16 MiB. Texts of here documents may hold marks.
  [[nodiscard]] base::Result<std::string> read(const std::string& path, const std::string& place);
  // The header lines of a file: without comments (`#`) and empty lines.
  [[nodiscard]] base::Result<std::vector<std::string>> headerLines(const std::string& path,
                                                                   const std::string& place);
  [[nodiscard]] FileSource& files() { return files_; }

 private:
  [[nodiscard]] base::Result<std::string> readInput(const std::string& place);
  [[nodiscard]] base::Result<std::string> readFile(const std::string& path,
                                                   const std::string& place);

  FileSource& files_;
  std::optional<ShellInput> piped_;
  const ReadInput& standard_input_;
  std::optional<std::string> taken_;  // from standard input
};

}  // namespace hrp::import
