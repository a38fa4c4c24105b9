#pragma once
// What a command writes, looked at before it does anything: that each file can be written, and that
// none is another one of them, or one that is read, under the same or another name.

#include <string>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"

namespace hrp::cli {

// Flag, or what it is, and path. "-" is standard output.
using NamedFiles = std::vector<std::pair<std::string, std::string>>;

// Of a flag that names several files, for which "-" can be no place.
[[nodiscard]] base::Result<> refuseDash(const std::string& flag);

[[nodiscard]] base::Result<> checkOutputs(const NamedFiles& outputs, const NamedFiles& inputs);

}  // namespace hrp::cli
