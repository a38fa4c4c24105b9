#include "engine/requests/multipart.hpp"

#include <array>
#include <utility>

#include "engine/text/http_text.hpp"

namespace hrp::engine {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

std::string_view baseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// A quote or a line break would end the parameter early.
void appendQuoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') {
      out += "%22";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

UploadValue parseUploadValue(std::string_view text) {
  UploadValue value;
  std::string_view main = text;
  // Options are taken off the end, so a `;` or `=` inside a plain text stays part of it.
  while (true) {
    const std::size_t semicolon = main.rfind(';');
    if (semicolon == std::string_view::npos) break;
    const std::string_view option = trimmed(main.substr(semicolon + 1));
    if (option.starts_with("type=")) {
      value.type = std::string(unquoted(option.substr(5)));
    } else if (option.starts_with("filename=")) {
      value.file_name = std::string(unquoted(option.substr(9)));
    } else {
      break;
    }
    main = main.substr(0, semicolon);
  }
  main = trimmed(main);
  value.file = main.starts_with('@');
  value.text = std::string(value.file ? unquoted(main.substr(1)) : main);
  return value;
}

std::string_view contentTypeOf(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kTypes{{
      {"avif", "image/avif"},     {"css", "text/css"},          {"csv", "text/csv"},
      {"gif", "image/gif"},       {"gz", "application/gzip"},   {"htm", "text/html"},
      {"html", "text/html"},      {"jpeg", "image/jpeg"},       {"jpg", "image/jpeg"},
      {"js", "text/javascript"},  {"json", "application/json"}, {"mjs", "text/javascript"},
      {"mp4", "video/mp4"},       {"pdf", "application/pdf"},   {"png", "image/png"},
      {"svg", "image/svg+xml"},   {"txt", "text/plain"},        {"wasm", "application/wasm"},
      {"webp", "image/webp"},     {"xml", "text/xml"},          {"yaml", "application/yaml"},
      {"zip", "application/zip"},
  }};
  const std::string_view name = baseName(path);
  const std::size_t dot = name.rfind('.');
  if (dot != std::string_view::npos) {
    for (const auto& [extension, type] : kTypes) {
      if (equalsIgnoreCase(name.substr(dot + 1), extension)) return type;
    }
  }
  return "application/octet-stream";
}

base::Result<> MultipartWriter::add(std::string_view name, const UploadValue& value,
                                    const FileOpener& open) {
  std::string_view type = value.type;
  if (type.empty() && value.file) type = contentTypeOf(value.text);
  if (!isFieldValue(type)) {
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "upload: the content type holds a line break");
  }
  base::StoredFilePtr content;
  if (value.file) {
    auto loaded = open(value.text);
    if (!loaded) return base::fail(std::move(loaded.error()));
    content = std::move(*loaded);
  }
  out_ += "--";
  out_ += boundary_;
  out_ += "\r\nContent-Disposition: form-data; name=";
  appendQuoted(out_, name);
  if (value.file || !value.file_name.empty()) {
    out_ += "; filename=";
    appendQuoted(out_, value.file_name.empty() ? baseName(value.text) : value.file_name);
  }
  if (!type.empty()) {
    out_ += "\r\nContent-Type: ";
    out_ += type;
  }
  out_ += "\r\n\r\n";
  if (!value.file) {
    out_ += value.text;
  } else if (content->size() > 0) {
    files_.push_back({out_.size(), std::move(content)});
  }
  out_ += "\r\n";
  return {};
}

void MultipartWriter::finish() {
  out_ += "--";
  out_ += boundary_;
  out_ += "--\r\n";
}

}  // namespace hrp::engine
