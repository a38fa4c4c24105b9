#pragma once
// `hrp build debugtalk.go`: makes a debugtalk.bin with the Go toolchain of the user. Waits for it.
//
// A go.mod in the folder of the file is used, and left as it is; without one the file is a module
// of its own. Nothing is written to that folder.

#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"

namespace hrp::plugin {

struct GoBuildOptions {
  std::string file;    // absolute path of the debugtalk.go
  std::string output;  // absolute path of what is made
  std::string go = "go";
  base::Duration limit = std::chrono::minutes(10);  // of each step
};

// The version of github.com/httprunner/funplugin that is built with, when a go.mod names none.
inline constexpr const char* kFunpluginVersion = "v0.5.5";

// The names of its functions. kInvalidArgument when the file cannot be a plugin, kUnavailable when
// there is no Go, kUnsupported when Go refuses, with its last lines.
[[nodiscard]] base::Result<std::vector<std::string>> buildGoFunctions(const GoBuildOptions& options,
                                                                      const base::Clock& clock);

}  // namespace hrp::plugin
