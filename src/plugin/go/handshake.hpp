#pragma once
// The line that a program made with HashiCorp's go-plugin prints when it listens:
// CORE-PROTOCOL|APP-PROTOCOL|NETWORK|ADDRESS|PROTOCOL, perhaps with more parts. Pure.

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "hrp/base/error.hpp"

namespace hrp::plugin {

// What the program is started with so that it knows that it is wanted: fungo's magic cookie, its
// kind of plugin, go-plugin's versions and ports.
inline constexpr std::array<const char*, 5> kHandshakeEnvironment{
    "HttpRunnerPlus=debugtalk", "HRP_PLUGIN_TYPE=grpc", "PLUGIN_PROTOCOL_VERSIONS=1",
    "PLUGIN_MIN_PORT=10000", "PLUGIN_MAX_PORT=25000"};

struct Handshake {
  std::string network;  // "unix" or "tcp"
  std::string address;
};

// Nothing: another line. kFunction: one that hrp cannot follow.
[[nodiscard]] base::Result<std::optional<Handshake>> parseHandshake(std::string_view line);

}  // namespace hrp::plugin
