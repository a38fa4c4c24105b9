#pragma once
// A run's profile as the map "profile" of a message (docs/protocol.md). Pure functions.

#include <nlohmann/json.hpp>

#include "cluster/codec/message_fields.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::cluster {

[[nodiscard]] nlohmann::json profileJson(const runner::RunProfile& profile);
// Throws Malformed.
[[nodiscard]] runner::RunProfile profileFrom(const Fields& data);

}  // namespace hrp::cluster
