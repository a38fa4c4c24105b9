#pragma once
// RunProfile: what a run is asked to do: the keys of the profile file, of POST /start and of the
// flags of `hrp boom`. A value type.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::runner {

// "--request-increase-rate": 10, "10/1s", "100/1m"; -1: off.
struct IncreaseRate {
  std::int64_t requests = 0;  // 0: off
  base::Duration interval = std::chrono::seconds(1);
};
[[nodiscard]] base::Result<IncreaseRate> parseIncreaseRate(const std::string& text);

struct RunProfile {
  std::int64_t spawn_count = 1;
  double spawn_rate = 1;
  std::int64_t max_rps = 0;     // 0: not limited
  std::int64_t loop_count = 0;  // per user; 0: not limited
  IncreaseRate request_increase_rate{};
  base::Duration run_time{};  // 0: not limited
  std::string memory_profile{};
  base::Duration memory_profile_duration = std::chrono::seconds(30);
  std::string cpu_profile{};
  base::Duration cpu_profile_duration = std::chrono::seconds(30);
  std::string prometheus_gateway{};
  std::string proxy_url{};  // empty: as the environment of each worker says
  bool disable_console_output = false;
  bool disable_compression = false;
  bool disable_keepalive = false;
  std::vector<std::string> testcase_paths{};
};

// Applies the keys of a profile document to `profile`: the keys of the Go version with hyphens,
// `run-time`, `proxy-url`, and `testcase-path` (a comma-separated text or a list). All or nothing.
// Errors: "failed to recognize params: [foo bar]", "'spawn-count' expected an integer, got text
// \"many\"",
// "'spawn-count' must not be negative". A negative max-rps or loop-count means "not limited" as
// in the Go version only when it is -1.
[[nodiscard]] base::Result<> applyProfile(const expression::Value& document, RunProfile& profile);

struct RebalanceRequest {
  std::int64_t spawn_count = 0;
  std::optional<double> spawn_rate{};
};
[[nodiscard]] base::Result<RebalanceRequest> parseRebalance(const expression::Value& document);

}  // namespace hrp::runner
