#include "testcase/compile/load_context.hpp"

#include <filesystem>
#include <utility>

#include "hrp/base/machine/environment.hpp"

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

// Read whether or not it is to be installed here: a worker may install it.
base::Result<> readRequirements(FileSource& files, expression::CustomSource& source) {
  const auto folder = std::filesystem::path(source.file).parent_path();
  const std::string path = (folder / "requirements.txt").string();
  if (!files.isFile(path)) return {};
  auto text = files.read(path);
  if (!text) return base::fail(std::move(text.error()));
  source.requirements = **text;
  return {};
}

// A value that needs evaluating may need the functions themselves: it is a variable only.
TextPairs functionEnvironment(const Project& project, const TextPairs& environs) {
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : environs) {
    if (value.find('$') == std::string::npos) variables[name] = trimmed(value);
  }
  for (const auto& [name, value] : project.environment) variables[name] = value;
  return {variables.begin(), variables.end()};
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

base::Result<LoadContext::CustomTable> LoadContext::customFunctions(const Project& project,
                                                                    const TextPairs& environs) {
  const std::string& file = project.functions_file;
  if (!open_ || file.empty()) return nullptr;
  CustomKey key(file, functionEnvironment(project, environs));
  const auto known = tables_.find(key);
  if (known != tables_.end()) return known->second;
  auto opened = openCustom(key);
  return tables_.emplace(std::move(key), std::move(opened)).first->second;
}

base::Result<LoadContext::CustomTable> LoadContext::openCustom(const CustomKey& key) {
  auto text = files_.read(key.first);
  if (!text) return base::fail(std::move(text.error()));
  expression::CustomSource source{key.first, **text, {}, key.second};
  if (source.file.ends_with(".py")) {
    if (auto read = readRequirements(files_, source); !read) return base::fail(read.error());
    source.shipped = bundled_modules_;
    if (bundled_modules_) addModules(files_, source);
  }
  auto opened = open_(source);
  if (!opened) return base::fail(std::move(opened.error()));
  for (const std::string& used : (*opened)->usedFiles()) static_cast<void>(files_.read(used));
  return std::make_shared<const expression::CustomFunctionTable>(std::move(*opened));
}

void LoadContext::setEnvironment(const std::string& name, const std::string& value) {
  variables_[name] = value;
}

}  // namespace hrp::testcase
