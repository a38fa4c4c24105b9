#pragma once
// What a run was asked for, in words: its settings as names and values, and the command that
// repeats it. Passwords in URLs are left out, for what a run leaves behind is passed on. Pure.

#include <string>
#include <vector>

#include "hrp/record/run_events.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::cli {

// In the order to show; those that do not say anything are left out.
[[nodiscard]] record::NamedTexts recordedSettings(const runner::RunProfile& profile);

// As a shell takes it.
[[nodiscard]] std::string commandText(const std::vector<std::string>& words);

}  // namespace hrp::cli
