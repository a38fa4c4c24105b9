#pragma once
// Unnamed files: those of this process alone, which are gone with it, however it ends. Private to
// base; no state.

#include <string>
#include <vector>

namespace hrp::base {

// Where they may be, the best first: TMPDIR, else /var/tmp, else /tmp, which may be memory.
[[nodiscard]] std::vector<std::string> temporaryFolders();
// An open file that has no name any more; -1 with errno. Whoever calls closes it.
[[nodiscard]] int openUnnamed(const std::string& folder);

}  // namespace hrp::base
