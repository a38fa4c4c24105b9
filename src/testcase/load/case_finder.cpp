#include "testcase/load/case_finder.hpp"

#include <filesystem>
#include <utility>

#include "hrp/testcase/document.hpp"
#include "testcase/read/document_reader.hpp"

namespace hrp::testcase {
namespace {

// What a document of a folder is: data, api and project files are no testcases and are passed over.
// What looks like a testcase of any version is one, so that its errors are shown.
bool looksLikeTestcase(const std::string& path, const expression::Value& root) {
  if (std::filesystem::path(path).filename() == "proj.json") return false;
  if (root.is_object()) return root.contains("teststeps") || root.contains("config");
  return root.is_array() && !root.empty() && root[0].is_object() &&
         (root[0].contains("config") || root[0].contains("test"));
}

// Helpers are read from the disk itself, so that they stay out of a bundle unless a testcase reads
// them.
void addFolder(const std::string& folder, FileSource& disk, std::vector<FoundCase>& out) {
  auto files = disk.filesBelow(folder);
  if (!files) {
    out.push_back({folder, std::move(files.error())});
    return;
  }
  for (const std::string& path : *files) {
    if (!hasDocumentExtension(path)) continue;
    auto content = disk.read(path);
    if (!content) {
      out.push_back({path, std::move(content.error())});
      continue;
    }
    auto document = parseDocument(**content, path);
    if (!document) {
      out.push_back({path, std::move(document.error())});
    } else if (looksLikeTestcase(path, *document)) {
      out.push_back({path, std::nullopt});
    }
  }
}

}  // namespace

std::vector<FoundCase> findCases(const std::vector<std::string>& arguments, FileSource& disk) {
  std::vector<FoundCase> out;
  for (const std::string& argument : arguments) {
    const std::string path = absolutePath(disk.workingFolder(), argument);
    if (disk.isFolder(path)) {
      addFolder(path, disk, out);
    } else if (disk.isFile(path)) {
      out.push_back({path, std::nullopt});
    } else {
      out.push_back(
          {argument,
           base::Error{base::ErrorCode::kNotFound, argument + ": no such file or folder", {}}});
    }
  }
  return out;
}

}  // namespace hrp::testcase
