#include "import/request_writer.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "hrp/testcase/bundle.hpp"

namespace hrp::import {
namespace {

constexpr std::size_t kMostFileBytes = std::size_t{16} << 20;

std::string_view baseName(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool holdsOption(std::string_view text) {
  return text.find("type=") != std::string_view::npos ||
         text.find("filename=") != std::string_view::npos;
}

// Whether one entry of `upload` can say the part: options are taken off the end of the value, and a
// leading `@` means a file.
bool fitsUpload(const FormPart& part) {
  if (part.is_file && part.text.find_first_of("\";") != std::string::npos) return false;
  // White space at the ends would be dropped once more when the value is taken apart.
  if (part.text.find("${base64_decode(") != std::string::npos) return false;
  for (const std::string* text : {&part.text, &part.type, &part.file_name}) {
    if (text->find(';') != std::string::npos && holdsOption(*text)) return false;
    if (text->find_first_of("\r\n") != std::string::npos) return false;
  }
  const bool quotes =
      part.type.find('"') != std::string::npos || part.file_name.find('"') != std::string::npos;
  return !quotes && (part.is_file || (!part.text.starts_with('@') && !part.text.empty()));
}

std::string uploadText(const FormPart& part) {
  std::string out = part.is_file ? "@\"" + dataText(part.text) + "\"" : part.text;
  if (!part.type.empty()) out += ";type=\"" + dataText(part.type) + "\"";
  if (!part.file_name.empty()) out += ";filename=\"" + dataText(part.file_name) + "\"";
  return out;
}

bool hasDoubles(const std::vector<FormPart>& parts) {
  std::vector<std::string> names;
  for (const FormPart& part : parts) names.push_back(part.name);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
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

base::Result<> appendPart(const FormPart& part, const std::string& boundary, FileSource& files,
                          DataText& body) {
  body.literal("--" + boundary + "\r\nContent-Disposition: form-data; name=\"");
  body.expression(part.name);
  std::string head = "\"";
  const std::string file_name =
      part.file_name.empty() && part.is_file ? std::string(baseName(part.text)) : part.file_name;
  if (!file_name.empty()) head += "; filename=" + quotedName(file_name);
  std::string type = part.type;
  if (type.empty() && part.is_file) type = "application/octet-stream";
  if (!type.empty()) head += "\r\nContent-Type: " + type;
  body.literal(head + "\r\n\r\n");
  if (part.is_file) {
    auto content = readSourceFile(part.text, part.place, files);
    if (!content) return base::fail(std::move(content.error()));
    body.literal(*content);
  } else {
    body.expression(part.text);
  }
  body.literal("\r\n");
  return {};
}

}  // namespace

bool sameName(std::string_view left, std::string_view right) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

void HeaderList::add(std::string name, const std::string& value) {
  static constexpr std::array<std::string_view, 6> kMade = {"Content-Length",    "Connection",
                                                            "Transfer-Encoding", "Keep-Alive",
                                                            "Proxy-Connection",  "Expect"};
  const auto made = [&name](std::string_view other) { return sameName(name, other); };
  if (name.empty() || name.starts_with(':')) return;
  if (std::any_of(kMade.begin(), kMade.end(), made)) return;
  for (auto& [known, text] : headers_) {
    if (!sameName(known, name)) continue;
    text += (sameName(name, "Cookie") ? "; " : ", ") + value;
    return;
  }
  headers_.emplace_back(std::move(name), value);
}

void HeaderList::set(const std::string& name, const std::string& value) {
  const auto same = [&name](const WrittenPair& header) { return sameName(header.first, name); };
  headers_.erase(std::remove_if(headers_.begin(), headers_.end(), same), headers_.end());
  headers_.emplace_back(name, value);
}

void HeaderList::addDefault(const std::string& name, const std::string& value) {
  if (find(name) == nullptr) headers_.emplace_back(name, value);
}

const std::string* HeaderList::find(std::string_view name) const {
  for (const auto& [known, text] : headers_) {
    if (sameName(known, name)) return &text;
  }
  return nullptr;
}

OrderedValue HeaderList::value() const {
  OrderedValue map = OrderedValue::object();
  for (const auto& [name, text] : headers_) map[name] = text;
  return map;
}

base::Result<std::string> readSourceFile(const std::string& path, const std::string& place,
                                         FileSource& files) {
  auto content = files.read(testcase::absolutePath(files.workingFolder(), path));
  if (!content) return base::fail(content.error().within(place));
  if ((*content)->size() > kMostFileBytes) {
    return base::fail(base::ErrorCode::kLimit,
                      place + ": " + path +
                          " is larger than 16 MiB; it would become part of the "
                          "testcase");
  }
  return **content;
}

base::Result<> writeForm(const std::vector<FormPart>& parts, FileSource& files, HeaderList& headers,
                         OrderedValue& request) {
  const bool fits = !hasDoubles(parts) && std::all_of(parts.begin(), parts.end(), fitsUpload);
  if (fits) {
    OrderedValue upload = OrderedValue::object();
    for (const FormPart& part : parts) upload[part.name] = uploadText(part);
    request["upload"] = std::move(upload);
    return {};
  }
  std::string all;
  for (const FormPart& part : parts) all += part.name + "=" + part.text + "&";
  const std::string boundary = "hrp-" + testcase::bundleHash(all).substr(0, 32);
  DataText body;
  for (const FormPart& part : parts) {
    if (auto added = appendPart(part, boundary, files, body); !added) return added;
  }
  body.literal("--" + boundary + "--\r\n");
  // A type that was pasted with the form has no boundary, or another one.
  headers.set("Content-Type", "multipart/form-data; boundary=" + boundary);
  request["body"] = body.text();
  return {};
}

std::string requestName(std::string_view method, std::string_view url) {
  const std::size_t scheme = url.find("://");
  std::string_view path = scheme == std::string_view::npos ? url : url.substr(scheme + 3);
  path = path.substr(0, path.find_first_of("?#"));
  const std::size_t slash = path.find('/');
  path = slash == std::string_view::npos ? std::string_view("/") : path.substr(slash);
  return std::string(method) + " " + std::string(path);
}

OrderedValue wrapSteps(const std::string& name, OrderedValue steps) {
  OrderedValue config = OrderedValue::object();
  config["name"] = name;
  OrderedValue out = OrderedValue::object();
  out["config"] = std::move(config);
  out["teststeps"] = std::move(steps);
  return out;
}

}  // namespace hrp::import
