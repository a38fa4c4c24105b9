#pragma once
// The only place that reads the process environment (getenv is not called elsewhere).

#include <optional>
#include <string>

namespace hrp::base {
[[nodiscard]] std::optional<std::string> environmentVariable(const std::string& name);
}  // namespace hrp::base
