#pragma once
// Between testcases and the fleet: what Master loads before a start and what a Worker makes of it.
// Free functions without state; they read files (the master's) and compile, so they are never
// called on a cluster thread.

#include <memory>
#include <string>
#include <vector>

#include "hrp/cluster/master.hpp"
#include "hrp/testcase/loader.hpp"

namespace hrp::cluster {

// Loads `paths`, refuses what would fail in a run, and encodes the bundle. kLimit past
// kMaxBundleBytes.
[[nodiscard]] base::Result<PreparedBundle> packTestcases(const std::vector<std::string>& paths,
                                                         const std::string& working_folder,
                                                         const testcase::LoadOptions& options = {});

// kParse when the bytes do not belong to `hash`.
[[nodiscard]] base::Result<std::shared_ptr<const testcase::Workload>> unpackTestcases(
    const std::string& encoded, const std::string& hash, const testcase::LoadOptions& options = {});

}  // namespace hrp::cluster
