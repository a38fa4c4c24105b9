#include "cli/output_check.hpp"

#include <map>

#include "hrp/base/files/output_file.hpp"

namespace hrp::cli {

base::Result<> refuseDash(const std::string& flag) {
  return base::fail(base::ErrorCode::kInvalidArgument,
                    flag + " names several files, and - is standard output, which has room for one",
                    "./- is a file or folder of that name");
}

base::Result<> checkOutputs(const NamedFiles& outputs, const NamedFiles& inputs) {
  std::map<std::string, std::string> names;  // by the identity of the file
  for (const auto& [name, path] : inputs) {
    const std::string identity = base::identityOfInput(path);
    if (!identity.empty()) names.try_emplace(identity, name);
  }
  for (const auto& [flag, path] : outputs) {
    const auto identity = base::OutputFile(path).identity();
    if (!identity) return base::fail(identity.error().within(flag));
    if (identity->empty()) continue;
    const auto [other, is_new] = names.try_emplace(*identity, flag);
    if (is_new) continue;
    const std::string place = path == "-" ? "standard output" : path;
    return base::fail(base::ErrorCode::kInvalidArgument,
                      other->second + " and " + flag + " cannot both have " + place);
  }
  return {};
}

}  // namespace hrp::cli
