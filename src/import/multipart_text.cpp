#include "import/multipart_text.hpp"

#include <algorithm>
#include <utility>

#include "hrp/testcase/bundle.hpp"

namespace hrp::import {
namespace {

std::string_view baseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// A quote or a line break would end the parameter early (RFC 7578, as browsers do it).
std::string quotedName(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r' || c == '\n') {
      out += c == '\r' ? "%0D" : "%0A";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

bool hasHeader(const FormPart& part, std::string_view name) {
  return std::any_of(part.headers.begin(), part.headers.end(), [name](const std::string& line) {
    return sameName(std::string_view(line).substr(0, line.find(':')), name);
  });
}

std::string headerValue(const FormPart& part, std::string_view name) {
  for (const std::string& line : part.headers) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !sameName(line.substr(0, colon), name)) continue;
    const std::size_t start = line.find_first_not_of(" \t", colon + 1);
    return start == std::string::npos ? std::string() : line.substr(start);
  }
  return {};
}

bool isFormData(std::string_view type) {
  constexpr std::string_view kName = "multipart/form-data";
  return sameName(type.substr(0, kName.size()), kName) &&
         (type.size() == kName.size() || type[kName.size()] == ';' || type[kName.size()] == ' ');
}

class Writer {
 public:
  Writer(FileSource& files, std::string boundary) : files_(files), boundary_(std::move(boundary)) {}

  base::Result<> add(const std::vector<FormPart>& parts, const std::string& boundary,
                     bool form_data) {
    for (const FormPart& part : parts) {
      out_.literal("--" + boundary + "\r\n");
      if (auto added = addPart(part, form_data); !added) return added;
      out_.literal("\r\n");
    }
    out_.literal("--" + boundary + "--\r\n");
    return {};
  }

  [[nodiscard]] std::string text() const { return out_.text(); }

 private:
  base::Result<> addPart(const FormPart& part, bool form_data) {
    const std::string inner = boundary_ + "-" + std::to_string(++inner_parts_);
    std::string type = part.type.empty() ? headerValue(part, "Content-Type") : part.type;
    if (type.empty() && part.is_file) type = "application/octet-stream";
    if (!part.files.empty()) type = "multipart/mixed; boundary=" + inner;
    const std::string file_name =
        part.file_name.empty() && part.is_file ? std::string(baseName(part.path)) : part.file_name;
    const bool named = form_data || !part.name.empty() || !file_name.empty();
    if (named && !hasHeader(part, "Content-Disposition")) {
      out_.literal("Content-Disposition: ").literal(form_data ? "form-data" : "attachment");
      if (!part.name.empty()) {
        out_.literal("; name=\"");
        out_.expression(part.name);
        out_.literal("\"");
      }
      if (!file_name.empty()) out_.literal("; filename=" + quotedName(file_name));
      out_.literal("\r\n");
    }
    if (!type.empty()) out_.literal("Content-Type: " + type + "\r\n");
    for (const std::string& line : part.headers) {
      const bool told = sameName(std::string_view(line).substr(0, line.find(':')), "Content-Type");
      if (!told) out_.literal(line + "\r\n");
    }
    out_.literal("\r\n");
    return part.files.empty() ? addContent(part) : add(part.files, inner, false);
  }

  base::Result<> addContent(const FormPart& part) {
    if (!part.is_file) {
      out_.expression(part.text);
      return {};
    }
    if (part.path.empty()) {
      return base::fail(base::ErrorCode::kUnsupported,
                        part.place +
                            ": a file that a variable names cannot become a part of this "
                            "form",
                        "write the path");
    }
    auto content = readSourceFile(part.path, part.place, files_);
    if (!content) return base::fail(std::move(content.error()));
    out_.literal(*content);
    return {};
  }

  FileSource& files_;
  std::string boundary_;
  std::size_t inner_parts_ = 0;
  DataText out_;
};

}  // namespace

base::Result<MultipartText> multipartText(const std::vector<FormPart>& parts, std::string_view type,
                                          FileSource& files) {
  std::string all(type);
  for (const FormPart& part : parts) all += part.name + "=" + part.text + "&";
  MultipartText out;
  out.boundary = "hrp-" + testcase::bundleHash(all).substr(0, 32);
  Writer writer(files, out.boundary);
  if (auto added = writer.add(parts, out.boundary, isFormData(type)); !added) {
    return base::fail(std::move(added.error()));
  }
  out.body = writer.text();
  return out;
}

}  // namespace hrp::import
