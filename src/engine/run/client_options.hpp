#pragma once
// What the settings of a run mean for the HTTP clients of one engine thread.

#include <cstddef>

#include "hrp/engine/load_engine.hpp"
#include "hrp/http/client.hpp"

namespace hrp::engine {

// kInvalidArgument when `resolve` or `dns_server` cannot be read.
[[nodiscard]] base::Result<http::ClientContext::Options> clientOptionsOf(
    const EngineSettings& settings, std::size_t thread);

}  // namespace hrp::engine
