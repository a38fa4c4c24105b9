#pragma once
// Gateway groups: what hrp left on a Pushgateway, as GET /api/v1/metrics lists it, and which of it
// may go. Pure. A group says of itself how long it is worth keeping (kLingerMetric), so a group of
// another program, of the Go version, or one that is to be kept is never touched.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hrp::outputs {

// Seconds after its last push after which anybody may delete the group; without it nobody may.
inline constexpr std::string_view kLingerMetric = "hrp_group_linger_seconds";
// Its label "id" is the id that the pusher has at its master.
inline constexpr std::string_view kWorkerMetric = "hrp_worker";

struct GatewayGroup {
  std::string instance;
  std::string mode;
  std::string worker_id;         // empty: not a worker
  double pushed_at = 0;          // Unix seconds, by the gateway's clock
  std::optional<double> linger;  // seconds

  // By the gateway's clock; negative once it may go.
  [[nodiscard]] std::optional<std::chrono::seconds> leftAt(std::int64_t unix_seconds) const;
};

// Of RFC 3986: what the instances and modes of hrp are made of.
[[nodiscard]] bool isUnreserved(char c);

// The groups of job hrp that have exactly the labels of ours. Nothing when it is not such a list:
// not every server that takes pushes has one.
[[nodiscard]] std::vector<GatewayGroup> parseGatewayGroups(const std::string& json);

}  // namespace hrp::outputs
