#include "plugin/python/python_files.hpp"

#include <utility>

#include "hrp/base/files/file.hpp"

namespace hrp::plugin {

PythonFiles::PythonFiles(PrivateFolder folder, const expression::CustomSource& source)
    : folder_(std::move(folder)),
      file_(source.file),
      imported_(source.shipped ? folder_.path() + source.file : source.file),
      complete_(source.shipped) {}

base::Result<PythonFiles> PythonFiles::make(const expression::CustomSource& source) {
  auto folder = PrivateFolder::make();
  if (!folder) return base::fail(folder.error().within(source.file));
  PythonFiles files(std::move(*folder), source);
  auto copied = files.copy(source.file, source.text);
  for (const auto& [path, text] : source.modules) {
    if (copied) copied = files.copy(path, text);
  }
  if (!copied) return base::fail(std::move(copied.error()));
  return files;
}

base::Result<> PythonFiles::copy(const std::string& file, std::string_view content) {
  const auto path = folder_.write(file.substr(1), content, 0600);
  if (!path) return base::fail(path.error().within(file_));
  return {};
}

base::Result<> PythonFiles::keep(const std::vector<std::string>& files) {
  if (std::exchange(complete_, true)) return {};
  for (const std::string& file : files) {
    const auto content = base::readFile(file);
    if (!content) continue;  // nobody can import it either
    if (auto copied = copy(file, *content); !copied) return copied;
  }
  return {};
}

}  // namespace hrp::plugin
