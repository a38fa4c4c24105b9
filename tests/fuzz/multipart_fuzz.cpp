// Fuzzes the multipart writer: each line of the input is a field, NAME=VALUE. Whatever names and
// values hold, a reader that splits at the boundary finds as many parts as were added.

#include <cstdlib>

#include "engine/requests/multipart.hpp"

namespace {

std::size_t countOf(std::string_view text, std::string_view what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos;
       at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace hrp::engine;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string boundary = "----------------b0undary-that-no-input-holds";
  if (input.find("b0undary") != std::string_view::npos) return 0;
  const FileOpener open =
      [](const std::string& path) -> hrp::base::Result<hrp::base::StoredFilePtr> {
    if (path.empty()) return hrp::base::fail(hrp::base::ErrorCode::kNotFound, "no such file");
    return std::make_shared<const hrp::base::StoredFile>(
        std::make_shared<const std::string>("content of " + path));
  };
  std::string body;
  std::vector<BodyFile> files;
  MultipartWriter writer(body, files, boundary);
  std::size_t added = 0;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const std::size_t equals = std::min(line.find('='), line.size());
    const UploadValue value = parseUploadValue(line.substr(std::min(equals + 1, line.size())));
    if (writer.add(line.substr(0, equals), value, open)) ++added;
  }
  writer.finish();
  if (countOf(body, "--" + boundary + "\r\n") != added) std::abort();
  if (!body.ends_with("--" + boundary + "--\r\n")) std::abort();
  if (countOf(body, "\r\n\r\n") < added) std::abort();
  for (const BodyFile& file : files) {
    if (file.at > body.size() || body.compare(file.at, 4, "\r\n--") != 0) std::abort();
  }
  return 0;
}
