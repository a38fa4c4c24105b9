#include "testcase/load_context.hpp"

#include <filesystem>
#include <utility>

#include "hrp/base/environment.hpp"

namespace hrp::testcase {
namespace {

void addModules(FileSource& files, expression::CustomSource& source) {
  const std::string folder = std::filesystem::path(source.file).parent_path().string();
  const auto paths = files.filesBelow(folder);
  if (!paths) return;
  for (const std::string& path : *paths) {
    if (!path.ends_with(".py") || path == source.file) continue;
    if (const auto content = files.read(path)) source.modules[path] = **content;
  }
}

}  // namespace

LoadContext::LoadContext(FileSource& files, expression::OpenCustomFunctions open)
    : files_(files), random_(base::entropySeed()), open_(std::move(open)) {}

std::optional<std::string> LoadContext::environment(const std::string& name) {
  const auto known = variables_.find(name);
  return known != variables_.end() ? known->second : base::environmentVariable(name);
}

base::Result<std::string> LoadContext::readFile(const std::string& path) {
  auto content = files_.read(absolutePath(files_.workingFolder(), path));
  if (!content) return base::fail(std::move(content.error()));
  return **content;
}

base::Result<expression::Value> LoadContext::callCustom(
    expression::CustomFunctions& functions, std::string_view name,
    std::span<const expression::Value> arguments) {
  return expression::callAndWait(functions, name, arguments);
}

base::Result<LoadContext::CustomTable> LoadContext::customFunctions(const Project& project) {
  const std::string& file = project.functions_file;
  if (!open_ || !(file.ends_with(".py") || file.ends_with(".so"))) return nullptr;
  const auto known = tables_.find(file);
  return known != tables_.end() ? known->second
                                : tables_.emplace(file, openCustom(project)).first->second;
}

base::Result<LoadContext::CustomTable> LoadContext::openCustom(const Project& project) {
  auto text = files_.read(project.functions_file);
  if (!text) return base::fail(std::move(text.error()));
  expression::CustomSource source{project.functions_file, **text, {}, project.environment};
  if (bundled_modules_ && source.file.ends_with(".py")) addModules(files_, source);
  auto opened = open_(source);
  if (!opened) return base::fail(std::move(opened.error()));
  // A worker may find more of them on its disk than the bundle has; the bundle's are what counts.
  for (const std::string& used : (*opened)->usedFiles()) static_cast<void>(files_.read(used));
  return std::make_shared<const expression::CustomFunctionTable>(std::move(*opened));
}

void LoadContext::setEnvironment(const std::string& name, const std::string& value) {
  variables_[name] = value;
}

}  // namespace hrp::testcase
