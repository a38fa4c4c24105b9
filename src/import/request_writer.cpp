#include "import/request_writer.hpp"

#include <algorithm>
#include <cctype>

#include "import/multipart_text.hpp"

namespace hrp::import {
namespace {

constexpr std::size_t kMostFileBytes = std::size_t{16} << 20;

bool holdsOption(std::string_view text) {
  return text.find("type=") != std::string_view::npos ||
         text.find("filename=") != std::string_view::npos;
}

// Whether one entry of `upload` can say the part: options are taken off the end of the value, and a
// leading `@` means a file.
bool fitsUpload(const FormPart& part) {
  if (part.name.empty() || !part.files.empty() || !part.headers.empty()) return false;
  if (part.is_file && part.text.find_first_of("\";") != std::string::npos) return false;
  // White space at the ends would be dropped once more when the value is taken apart.
  if (part.text.find("${base64_decode(") != std::string::npos) return false;
  if (part.text.find(';') != std::string::npos && holdsOption(part.text)) return false;
  if (part.text.find_first_of("\r\n") != std::string::npos) return false;
  for (const std::string* option : {&part.type, &part.file_name}) {
    if (option->find_first_of("\";\r\n") != std::string::npos) return false;
  }
  return (part.is_file || (!part.text.starts_with('@') && !part.text.empty()));
}

std::string uploadText(const FormPart& part) {
  std::string out = part.is_file ? "@\"" + part.text + "\"" : part.text;
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

// A map reads better; parts of one name need a list.
OrderedValue uploadOf(const std::vector<FormPart>& parts) {
  const bool doubles = hasDoubles(parts);
  OrderedValue upload = doubles ? OrderedValue::array() : OrderedValue::object();
  for (const FormPart& part : parts) {
    if (doubles) {
      upload.push_back(OrderedValue{{part.name, uploadText(part)}});
    } else {
      upload[part.name] = uploadText(part);
    }
  }
  return upload;
}

}  // namespace

bool sameName(std::string_view left, std::string_view right) {
  const auto same = [](unsigned char a, unsigned char b) {
    return std::tolower(a) == std::tolower(b);
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), same);
}

void HeaderList::add(std::string name, const std::string& value) {
  if (name.empty() || name.starts_with(':') || sameName(name, "Content-Length")) return;
  if (sameName(name, "Cookie")) {
    for (auto& [known, text] : headers_) {
      if (!sameName(known, name)) continue;
      text += "; " + value;
      return;
    }
  }
  headers_.emplace_back(std::move(name), value);
}

void HeaderList::set(const std::string& name, const std::string& value) {
  remove(name);
  headers_.emplace_back(name, value);
}

void HeaderList::addDefault(const std::string& name, const std::string& value) {
  if (find(name) == nullptr) headers_.emplace_back(name, value);
}

void HeaderList::remove(std::string_view name) {
  const auto same = [&name](const WrittenPair& header) { return sameName(header.first, name); };
  headers_.erase(std::remove_if(headers_.begin(), headers_.end(), same), headers_.end());
}

const std::string* HeaderList::find(std::string_view name) const {
  for (const auto& [known, text] : headers_) {
    if (sameName(known, name)) return &text;
  }
  return nullptr;
}

OrderedValue HeaderList::value() const {
  OrderedValue map = OrderedValue::object();
  for (const auto& [name, text] : headers_) {
    const auto same = [&wanted = name](const WrittenPair& other) {
      return sameName(other.first, wanted);
    };
    const std::string& key = std::find_if(headers_.begin(), headers_.end(), same)->first;
    if (!map.contains(key)) {
      map[key] = text;
    } else if (map[key].is_array()) {
      map[key].push_back(text);
    } else {
      map[key] = OrderedValue::array({map[key], text});
    }
  }
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
  constexpr std::string_view kFormData = "multipart/form-data";
  const std::string* own = headers.find("Content-Type");
  const bool plain = own == nullptr || sameName(*own, kFormData);
  if (plain && std::all_of(parts.begin(), parts.end(), fitsUpload)) {
    headers.remove("Content-Type");
    request["upload"] = uploadOf(parts);
    return {};
  }
  const std::string type = own == nullptr ? std::string(kFormData) : *own;
  auto written = multipartText(parts, type, files);
  if (!written) return base::fail(std::move(written.error()));
  headers.set("Content-Type", type + "; boundary=" + written->boundary);
  request["body"] = std::move(written->body);
  return {};
}

void writeMethod(const std::string& method, OrderedValue& request) {
  request["method"] = method;
  const bool small = std::any_of(method.begin(), method.end(),
                                 [](unsigned char c) { return c < 0x80 && std::islower(c) != 0; });
  if (small && method.find('$') == std::string::npos) request["method_as_written"] = true;
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
