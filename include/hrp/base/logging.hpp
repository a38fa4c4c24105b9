#pragma once
// Logging set-up. Everything logs through spdlog's default logger, which writes to standard error,
// so that standard output belongs to the console tables. Call once, before other threads start.

#include <optional>
#include <string>

#include "hrp/base/error.hpp"

namespace hrp::base {

struct LogOptions {
  std::string level = "info";  // trace, debug, info, warn, error, fatal (any case)
  bool json = false;           // one JSON object a line
};

[[nodiscard]] Result<> setUpLogging(const LogOptions& options);

}  // namespace hrp::base
