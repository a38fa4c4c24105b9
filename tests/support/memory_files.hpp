#pragma once
// MemoryFiles: a FileSource of what the test put in, below the working folder "/w".

#include <map>
#include <set>

#include "hrp/testcase/bundle.hpp"
#include "hrp/testcase/file_source.hpp"

namespace hrp::testing {

class MemoryFiles final : public testcase::FileSource {
 public:
  explicit MemoryFiles(std::map<std::string, std::string> texts = {}) {
    for (auto& [path, text] : texts) add(path, std::move(text));
  }
  // `path` may be relative to the working folder.
  void add(const std::string& path, std::string text) {
    files[testcase::absolutePath(folder, path)] = std::make_shared<const base::StoredFile>(
        std::make_shared<const std::string>(std::move(text)));
  }

  base::Result<testcase::FileContent> read(const std::string& path) override {
    reads.insert(path);
    const auto found = files.find(path);
    if (found != files.end()) return found->second->text();
    return base::fail(base::ErrorCode::kNotFound, path + ": No such file or directory");
  }
  bool isFile(const std::string& path) override { return files.contains(path); }
  bool isFolder(const std::string& path) override {
    const auto first = files.lower_bound(path + "/");
    return first != files.end() && first->first.starts_with(path + "/");
  }
  base::Result<std::vector<std::string>> filesBelow(const std::string& below) override {
    std::vector<std::string> out;
    for (const auto& [path, content] : files) {
      if (path.starts_with(below + "/")) out.push_back(path);
    }
    return out;
  }
  const std::string& workingFolder() const override { return folder; }

  // A bundle that loads `testcase_files` (relative paths) from these files.
  [[nodiscard]] std::shared_ptr<const testcase::Bundle> bundle(
      const std::vector<std::string>& testcase_files) const {
    testcase::Bundle out{folder, {}, files};
    for (const auto& path : testcase_files) {
      out.testcase_files.push_back(testcase::absolutePath(folder, path));
    }
    return std::make_shared<const testcase::Bundle>(std::move(out));
  }

  std::string folder = "/w";
  std::map<std::string, base::StoredFilePtr> files;
  std::set<std::string> reads;
};

}  // namespace hrp::testing
