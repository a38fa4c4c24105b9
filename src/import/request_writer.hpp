#pragma once
// RequestWriter: builds the `request` of a converted step so that it sends what the source sent.
// Shared by the converters. Pure but for the files of a form.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/import/convert.hpp"
#include "import/data_text.hpp"

namespace hrp::import {

// A header or a field; both texts are as a testcase writes them (expressions, `$$`).
using WrittenPair = std::pair<std::string, std::string>;

class HeaderList {
 public:
  // What hrp makes by itself (Content-Length, Connection, the framing, HTTP/2's `:name`) is left
  // out; a second header of a name joins the first, as HTTP allows.
  void add(std::string name, const std::string& value);
  void set(const std::string& name, const std::string& value);         // instead of what is there
  void addDefault(const std::string& name, const std::string& value);  // unless it is there
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] OrderedValue value() const;
  [[nodiscard]] bool empty() const { return headers_.empty(); }

 private:
  std::vector<WrittenPair> headers_;
};

struct FormPart {
  std::string name;  // as a testcase writes it
  std::string text;  // the field, as a testcase writes it; of a file: its path
  bool is_file = false;
  std::string type;
  std::string file_name;
  std::string place;
};

// A multipart form: as `upload` where a testcase can say it there, otherwise (two parts of one
// name, a text that looks like a file) as the bytes of the body, with the files read now.
[[nodiscard]] base::Result<> writeForm(const std::vector<FormPart>& parts, FileSource& files,
                                       HeaderList& headers, OrderedValue& request);

// The content of a file that a source names, relative to the working folder.
[[nodiscard]] base::Result<std::string> readSourceFile(const std::string& path,
                                                       const std::string& place, FileSource& files);

[[nodiscard]] bool sameName(std::string_view left, std::string_view right);  // in any case
// "GET /path" for the name of a step.
[[nodiscard]] std::string requestName(std::string_view method, std::string_view url);
// The whole testcase around its steps.
[[nodiscard]] OrderedValue wrapSteps(const std::string& name, OrderedValue steps);

}  // namespace hrp::import
