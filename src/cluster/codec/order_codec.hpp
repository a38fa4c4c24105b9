#pragma once
// A worker's orders as the map of a message (docs/protocol.md, "spawn" and "rebalance"): whose
// share, which users, which pace. Pure functions.

#include <nlohmann/json.hpp>

#include "cluster/codec/message_fields.hpp"
#include "hrp/cluster/messages.hpp"

namespace hrp::cluster {

[[nodiscard]] nlohmann::json orderJson(const ShareId& id, const runner::EngineOrder& order);
// Throws Malformed.
void readOrder(const Fields& data, ShareId& id, runner::EngineOrder& order);

}  // namespace hrp::cluster
