#pragma once
// FileSource: where the loader gets files from: the disk (master, standalone), or a bundle
// (worker). RecordingFileSource remembers what was read: that set of files *is* the bundle, so a
// worker loads exactly what the master loaded, with the same code.
//
// Used by one thread at a time. Paths are absolute, lexically normal.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/base/files/stored_file.hpp"

namespace hrp::testcase {

using FileContent = std::shared_ptr<const std::string>;

class FileSource {
 public:
  virtual ~FileSource() = default;
  [[nodiscard]] virtual base::Result<FileContent> read(const std::string& path) = 0;
  // For what is sent as it is: a large file of the disk stays there.
  [[nodiscard]] virtual base::Result<base::StoredFilePtr> open(const std::string& path);
  // For what is looked into as long as a run lasts: its bytes() are at hand and stay the same.
  [[nodiscard]] virtual base::Result<base::StoredFilePtr> keep(const std::string& path);
  [[nodiscard]] virtual bool isFile(const std::string& path) = 0;
  [[nodiscard]] virtual bool isFolder(const std::string& path) = 0;
  // Every regular file below the folder, in byte order of their paths' names (section 1 of the
  // semantics: one order for files and folders), hidden folders left out.
  [[nodiscard]] virtual base::Result<std::vector<std::string>> filesBelow(
      const std::string& folder) = 0;
  [[nodiscard]] virtual const std::string& workingFolder() const = 0;
};

[[nodiscard]] std::unique_ptr<FileSource> diskFiles(std::string working_folder);

// Remembers every file that was read, opened or kept; one that was kept stays the same copy.
class RecordingFileSource final : public FileSource {
 public:
  explicit RecordingFileSource(FileSource& inner) : inner_(inner) {}
  [[nodiscard]] base::Result<FileContent> read(const std::string& path) override;
  [[nodiscard]] base::Result<base::StoredFilePtr> open(const std::string& path) override;
  [[nodiscard]] base::Result<base::StoredFilePtr> keep(const std::string& path) override;
  [[nodiscard]] bool isFile(const std::string& path) override;
  [[nodiscard]] bool isFolder(const std::string& path) override;
  [[nodiscard]] base::Result<std::vector<std::string>> filesBelow(
      const std::string& folder) override;
  [[nodiscard]] const std::string& workingFolder() const override;

  [[nodiscard]] const std::map<std::string, base::StoredFilePtr>& recorded() const {
    return recorded_;
  }

 private:
  FileSource& inner_;
  std::map<std::string, base::StoredFilePtr> recorded_;
};

// All of a file in memory; kLimit beyond 1 GiB.
[[nodiscard]] base::Result<FileContent> contentOf(const base::StoredFile& file);

// `path` made absolute against `folder` and lexically normal.
[[nodiscard]] std::string absolutePath(const std::string& folder, const std::string& path);

}  // namespace hrp::testcase
