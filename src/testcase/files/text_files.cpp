#include "testcase/files/text_files.hpp"

#include <utility>

namespace hrp::testcase {

TextFiles::TextFiles(std::unique_ptr<FileSource> inner,
                     const std::map<std::string, std::string>& texts)
    : inner_(std::move(inner)) {
  for (const auto& [path, text] : texts) {
    texts_[absolutePath(inner_->workingFolder(), path)] = std::make_shared<const std::string>(text);
  }
}

base::Result<FileContent> TextFiles::read(const std::string& path) {
  const auto known = texts_.find(path);
  return known == texts_.end() ? inner_->read(path) : known->second;
}

base::Result<base::StoredFilePtr> TextFiles::open(const std::string& path) {
  return texts_.contains(path) ? FileSource::open(path) : inner_->open(path);
}

base::Result<base::StoredFilePtr> TextFiles::keep(const std::string& path) {
  return texts_.contains(path) ? FileSource::keep(path) : inner_->keep(path);
}

bool TextFiles::isFile(const std::string& path) {
  return texts_.contains(path) || inner_->isFile(path);
}

bool TextFiles::isFolder(const std::string& path) {
  return !texts_.contains(path) && inner_->isFolder(path);
}

base::Result<std::vector<std::string>> TextFiles::filesBelow(const std::string& folder) {
  return inner_->filesBelow(folder);
}

const std::string& TextFiles::workingFolder() const {
  return inner_->workingFolder();
}

std::unique_ptr<FileSource> diskFilesWith(const std::string& working_folder,
                                          const std::map<std::string, std::string>& texts) {
  std::unique_ptr<FileSource> disk = diskFiles(working_folder);
  if (texts.empty()) return disk;
  return std::make_unique<TextFiles>(std::move(disk), texts);
}

}  // namespace hrp::testcase
