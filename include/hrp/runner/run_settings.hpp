#pragma once
// What a profile tells the engine, alone and on every worker. Pure.

#include "hrp/engine/load_engine.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::runner {

// Certificates of the profile win over those that `settings` has of its own machine.
void applyTo(engine::EngineSettings& settings, const RunProfile& profile);

}  // namespace hrp::runner
