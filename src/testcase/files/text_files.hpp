#pragma once
// TextFiles: files that exist in memory only, over those of another source: the testcase that was
// made of a pasted curl command. One thread, as its inner source.

#include <map>
#include <memory>
#include <string>

#include "hrp/testcase/file_source.hpp"

namespace hrp::testcase {

class TextFiles final : public FileSource {
 public:
  // `texts` by path, relative to the working folder of `inner`.
  TextFiles(std::unique_ptr<FileSource> inner, const std::map<std::string, std::string>& texts);

  [[nodiscard]] base::Result<FileContent> read(const std::string& path) override;
  [[nodiscard]] base::Result<base::StoredFilePtr> open(const std::string& path) override;
  [[nodiscard]] base::Result<base::StoredFilePtr> keep(const std::string& path) override;
  [[nodiscard]] bool isFile(const std::string& path) override;
  [[nodiscard]] bool isFolder(const std::string& path) override;
  // Of the inner source: a text is named, it is not found.
  [[nodiscard]] base::Result<std::vector<std::string>> filesBelow(
      const std::string& folder) override;
  [[nodiscard]] const std::string& workingFolder() const override;

 private:
  std::unique_ptr<FileSource> inner_;
  std::map<std::string, FileContent> texts_;  // by absolute path
};

// The files of the disk, with `texts` over them when there are some.
[[nodiscard]] std::unique_ptr<FileSource> diskFilesWith(
    const std::string& working_folder, const std::map<std::string, std::string>& texts);

}  // namespace hrp::testcase
