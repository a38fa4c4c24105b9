#pragma once
// The flags of `hrp run` and `hrp boom` about names, addresses and TLS, and what is checked of them
// before anything is sent.

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::cli {

// What both commands have. All but `--source-ip` are keys of the profile.
void addNetworkFlags(CLI::App& command, runner::RunProfile& profile,
                     std::vector<std::string>& source_ips, const char* group);

// Reads the file of `ca-file` on this machine, and checks `resolve` and `dns-server`, so that a
// start is refused instead of its requests. The error names the key.
[[nodiscard]] base::Result<> finishNetwork(runner::RunProfile& profile);

}  // namespace hrp::cli
