#pragma once
// RequestWriter: builds the `request` of a converted step so that it sends what the source sent.
// Shared by the readers. Pure but for the files of a form.

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
  // What hrp makes by itself (Content-Length, HTTP/2's `:name`) is left out; values of Cookie are
  // joined, other headers may come again.
  void add(std::string name, const std::string& value);
  void set(const std::string& name, const std::string& value);         // instead of what is there
  void addDefault(const std::string& name, const std::string& value);  // unless it is there
  void remove(std::string_view name);
  [[nodiscard]] const std::string* find(std::string_view name) const;  // the first one
  // A map in the order of the names' first fields; a list for a name that comes again.
  [[nodiscard]] OrderedValue value() const;
  [[nodiscard]] bool empty() const { return headers_.empty(); }

 private:
  std::vector<WrittenPair> headers_;
};

struct FormPart {
  std::string name;  // as a testcase writes it; empty: none
  std::string text;  // the field, or the path of a file, as a testcase writes it
  bool is_file = false;
  std::string path;  // of a file, when it is known here
  std::string type;
  std::string file_name;
  std::vector<std::string> headers;  // further lines
  std::vector<FormPart> files;       // not empty: a multipart/mixed of these
  std::string place;
};

// A multipart form: as `upload` where a testcase can say it there, otherwise as the bytes of the
// body, with the files read now. A Content-Type among the headers keeps its text, and gets the
// boundary behind it.
[[nodiscard]] base::Result<> writeForm(const std::vector<FormPart>& parts, FileSource& files,
                                       HeaderList& headers, OrderedValue& request);

// Writes `method` so that its case is kept.
void writeMethod(const std::string& method, OrderedValue& request);

// The content of a file that a source names, relative to the working folder.
[[nodiscard]] base::Result<std::string> readSourceFile(const std::string& path,
                                                       const std::string& place, FileSource& files);

[[nodiscard]] bool sameName(std::string_view left, std::string_view right);  // in any case
// "GET /path" for the name of a step.
[[nodiscard]] std::string requestName(std::string_view method, std::string_view url);
// The whole testcase around its steps.
[[nodiscard]] OrderedValue wrapSteps(const std::string& name, OrderedValue steps);

}  // namespace hrp::import
