#include "plugin/host/host_environment.hpp"

#include <map>

#include "hrp/base/machine/environment.hpp"

namespace hrp::plugin {

std::vector<std::string> hostEnvironment(const expression::CustomSource& source,
                                         const std::vector<std::string>& pass) {
  std::map<std::string, std::string> variables;
  const auto take = [&variables](const std::string& name) {
    if (auto value = base::environmentVariable(name)) variables[name] = std::move(*value);
  };
  for (const char* name : {"PATH", "HOME", "LANG"}) take(name);
  for (const std::string& name : pass) take(name);
  for (const auto& [name, value] : source.environment) variables[name] = value;
  std::vector<std::string> out;
  for (const auto& [name, value] : variables) out.push_back(name + "=" + value);
  return out;
}

}  // namespace hrp::plugin
