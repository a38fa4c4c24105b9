#include "testcase/load_context.hpp"

#include "hrp/base/environment.hpp"

namespace hrp::testcase {

LoadContext::LoadContext(FileSource& files) : files_(files), random_(base::entropySeed()) {}

std::optional<std::string> LoadContext::environment(const std::string& name) {
  const auto known = variables_.find(name);
  return known != variables_.end() ? known->second : base::environmentVariable(name);
}

base::Result<std::string> LoadContext::readFile(const std::string& path) {
  auto content = files_.read(absolutePath(files_.workingFolder(), path));
  if (!content) return base::fail(std::move(content.error()));
  return **content;
}

void LoadContext::setEnvironment(const std::string& name, const std::string& value) {
  variables_[name] = value;
}

}  // namespace hrp::testcase
