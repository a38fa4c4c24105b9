#include <filesystem>

#include "hrp/plugin/python_functions.hpp"

namespace hrp::plugin {

std::string pythonOf(const std::string& venv, const std::optional<std::string>& home) {
  if (!venv.empty()) return venv + "/bin/python3";
  std::error_code ignored;
  if (home && !home->empty()) {
    std::string shared = *home + "/.hrp/venv/bin/python3";
    if (std::filesystem::exists(shared, ignored)) return shared;
  }
  return "python3";
}

}  // namespace hrp::plugin
