#include "import/curl/curl_input.hpp"

#include <algorithm>

#include "import/curl/shell/shell_text.hpp"
#include "import/request_writer.hpp"

namespace hrp::import {

using base::Result;

Result<std::string> CurlInput::read(const std::string& path, const std::string& place) {
  return path == "-" ? readInput(place) : readFile(path, place);
}

Result<std::string> CurlInput::readFile(const std::string& path, const std::string& place) {
  if (holdsVariable(path)) {
    return base::fail(base::ErrorCode::kUnsupported,
                      place + ": " + shownText(path) +
                          " is read while the command is converted, and its variable is not known",
                      "write the path");
  }
  return readSourceFile(path, place, files_);
}

Result<std::string> CurlInput::readInput(const std::string& place) {
  if (taken_) return *taken_;
  if (!piped_ && !standard_input_) {
    return base::fail(base::ErrorCode::kUnsupported,
                      place + ": the command reads standard input, which the text does not give",
                      "write what it reads into a file, and @FILE instead of @-");
  }
  const bool is_text = piped_ && piped_->kind == ShellInput::Kind::kText;
  auto content = is_text  ? Result<std::string>(piped_->source.text)
                 : piped_ ? readFile(piped_->source.text, piped_->source.place)
                          : standard_input_();
  if (content) taken_ = *content;
  return content;
}

Result<std::vector<std::string>> CurlInput::headerLines(const std::string& path,
                                                        const std::string& place) {
  auto content = read(path, place);
  if (!content) return base::fail(std::move(content.error()));
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < content->size();) {
    const std::size_t end = std::min(content->find('\n', at), content->size());
    std::string line = content->substr(at, end - at);
    at = end + 1;
    while (line.ends_with('\r')) line.pop_back();
    if (!line.empty() && line[0] != '#') lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace hrp::import
