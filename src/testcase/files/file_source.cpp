#include "hrp/testcase/file_source.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "hrp/base/files/file.hpp"

namespace hrp::testcase {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{1} << 30;
constexpr std::size_t kMaxFolderDepth = 64;
constexpr std::size_t kMaxWalkedFiles = 100'000;

class DiskFiles final : public FileSource {
 public:
  explicit DiskFiles(std::string working_folder) : working_folder_(std::move(working_folder)) {}

  base::Result<FileContent> read(const std::string& path) override {
    auto content = base::readFile(path, kMaxFileBytes);
    if (!content) return base::fail(std::move(content.error()));
    return std::make_shared<const std::string>(std::move(*content));
  }

  [[nodiscard]] base::Result<base::StoredFilePtr> open(const std::string& path) override {
    return base::StoredFile::open(path);
  }

  [[nodiscard]] base::Result<base::StoredFilePtr> keep(const std::string& path) override {
    return base::StoredFile::keep(path, kMaxFileBytes);
  }

  bool isFile(const std::string& path) override {
    std::error_code error;
    return fs::is_regular_file(path, error);
  }

  bool isFolder(const std::string& path) override {
    std::error_code error;
    return fs::is_directory(path, error);
  }

  base::Result<std::vector<std::string>> filesBelow(const std::string& folder) override {
    std::vector<std::string> files;
    auto walked = walk(folder, 0, files);
    if (!walked) return base::fail(std::move(walked.error()));
    return files;
  }

  [[nodiscard]] const std::string& workingFolder() const override { return working_folder_; }

 private:
  static base::Result<> walk(const fs::path& folder, std::size_t depth,
                             std::vector<std::string>& files) {
    // A link to a folder above would go round for ever.
    if (depth > kMaxFolderDepth) {
      return base::fail(base::ErrorCode::kLimit, folder.string() + ": folders nested too deep");
    }
    auto names = namesIn(folder);
    if (!names) return base::fail(std::move(names.error()));
    for (const std::string& name : *names) {
      const fs::path path = folder / name;
      std::error_code error;
      if (fs::is_directory(path, error)) {
        if (name.starts_with('.')) continue;
        auto walked = walk(path, depth + 1, files);
        if (!walked) return walked;
      } else if (fs::is_regular_file(path, error)) {
        if (files.size() >= kMaxWalkedFiles) {
          return base::fail(
              base::ErrorCode::kLimit,
              folder.string() + ": more than " + std::to_string(kMaxWalkedFiles) + " files");
        }
        files.push_back(path.string());
      }
    }
    return {};
  }

  static base::Result<std::vector<std::string>> namesIn(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
      names.push_back(it->path().filename().string());
    }
    if (error) return base::fail(base::ErrorCode::kIo, folder.string() + ": " + error.message());
    std::sort(names.begin(), names.end());
    return names;
  }

  std::string working_folder_;
};

}  // namespace

base::Result<FileContent> contentOf(const base::StoredFile& file) {
  return file.whole(kMaxFileBytes);
}

base::Result<base::StoredFilePtr> FileSource::open(const std::string& path) {
  auto content = read(path);
  if (!content) return base::fail(std::move(content.error()));
  return std::make_shared<const base::StoredFile>(std::move(*content));
}

base::Result<base::StoredFilePtr> FileSource::keep(const std::string& path) {
  return FileSource::open(path);
}

std::unique_ptr<FileSource> diskFiles(std::string working_folder) {
  return std::make_unique<DiskFiles>(std::move(working_folder));
}

base::Result<FileContent> RecordingFileSource::read(const std::string& path) {
  if (const auto known = recorded_.find(path); known != recorded_.end()) {
    return contentOf(*known->second);
  }
  auto content = inner_.read(path);
  if (content) recorded_.emplace(path, std::make_shared<const base::StoredFile>(*content));
  return content;
}

base::Result<base::StoredFilePtr> RecordingFileSource::open(const std::string& path) {
  if (const auto known = recorded_.find(path); known != recorded_.end()) return known->second;
  auto file = inner_.open(path);
  if (file) recorded_.emplace(path, *file);
  return file;
}

base::Result<base::StoredFilePtr> RecordingFileSource::keep(const std::string& path) {
  const auto known = recorded_.find(path);
  if (known != recorded_.end() && known->second->bytes()) return known->second;
  auto file = inner_.keep(path);
  if (file) recorded_[path] = *file;
  return file;
}

bool RecordingFileSource::isFile(const std::string& path) {
  return inner_.isFile(path);
}

bool RecordingFileSource::isFolder(const std::string& path) {
  return inner_.isFolder(path);
}

base::Result<std::vector<std::string>> RecordingFileSource::filesBelow(const std::string& folder) {
  return inner_.filesBelow(folder);
}

const std::string& RecordingFileSource::workingFolder() const {
  return inner_.workingFolder();
}

std::string absolutePath(const std::string& folder, const std::string& path) {
  std::string normal = (fs::path(folder) / path).lexically_normal().string();
  if (normal.size() > 1 && normal.ends_with('/')) normal.pop_back();
  return normal;
}

}  // namespace hrp::testcase
