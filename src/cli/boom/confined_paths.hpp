#pragma once
// Confined paths: what somebody else may name on this machine. A caller of the control API names
// testcases only below one folder of the master's, and the files of profiles only as new files in
// one folder of a worker's. Any thread; they look at the file system and change nothing.

#include <string>

#include "hrp/base/error.hpp"

namespace hrp::cli {

// `path` is below `root`, or is `root` itself, with all links resolved; both as written, from the
// working folder. Outside of it the answer is the same whether or not there is such a file.
[[nodiscard]] base::Result<> checkBelow(const std::string& root, const std::string& path);

// The file for a profile that a master asks for by the name `wanted`: in `folder`, named after the
// worker and the last part of that name. Fails without a folder, and when the file is there.
[[nodiscard]] base::Result<std::string> profileFileIn(const std::string& folder,
                                                      const std::string& worker_id,
                                                      const std::string& wanted);

}  // namespace hrp::cli
