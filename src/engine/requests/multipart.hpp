#pragma once
// Multipart: the body of an `upload` (multipart/form-data, RFC 7578). Files stay where they are,
// on the disk or in memory that all users share, and are sent from there, so an upload costs a user
// only its part headers.

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/base/files/stored_file.hpp"

namespace hrp::engine {

// One part as the testcase writes it: `@path` or `@"path"` is a file, other text a form field;
// `;type=…` and `;filename=…` may follow.
struct UploadValue {
  bool file = false;
  std::string text;       // the path of a file, or the field's value
  std::string type;       // empty: by the file's extension
  std::string file_name;  // empty: the last part of the path
};
[[nodiscard]] UploadValue parseUploadValue(std::string_view text);

// By the extension; "application/octet-stream" when it is not known.
[[nodiscard]] std::string_view contentTypeOf(std::string_view path);

using FileOpener = std::function<base::Result<base::StoredFilePtr>(const std::string& path)>;

// A file between two pieces of a body's text.
struct BodyFile {
  std::size_t at = 0;  // in the text, where its content comes
  base::StoredFilePtr content;
};

// Builds a body part by part: its text in `out`, with the files that belong between.
class MultipartWriter {
 public:
  MultipartWriter(std::string& out, std::vector<BodyFile>& files, std::string boundary)
      : out_(out), files_(files), boundary_(std::move(boundary)) {}
  [[nodiscard]] base::Result<> add(std::string_view name, const UploadValue& value,
                                   const FileOpener& open);
  void finish();

 private:
  std::string& out_;
  std::vector<BodyFile>& files_;
  std::string boundary_;
};

}  // namespace hrp::engine
