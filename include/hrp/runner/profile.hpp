#pragma once
// RunProfile: what a run is asked to do: the keys of the profile file, of POST /start and of the
// flags of `hrp boom`. A value type.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/base/stages.hpp"
#include "hrp/expression/value.hpp"
#include "hrp/judge/threshold.hpp"

namespace hrp::runner {

inline constexpr std::int64_t kMaxUsers = 10'000'000;
inline constexpr std::int64_t kMaxRate = 1'000'000'000;  // requests a second

// "--request-increase-rate": 10, "10/1s", "100/1m"; -1: off.
struct IncreaseRate {
  std::int64_t requests = 0;  // 0: off
  base::Duration interval = std::chrono::seconds(1);
};
[[nodiscard]] base::Result<IncreaseRate> parseIncreaseRate(const std::string& text);

struct RunProfile {
  static constexpr std::size_t kMaxCaBytes = 1 << 20;
  std::int64_t spawn_count = 1;
  double spawn_rate = 1;
  std::int64_t max_rps = 0;  // 0: not limited
  // Iterations that start a second, whether or not others are done; spawn_count bounds the users
  // that are there for them, all from the beginning. 0: users start their next one by themselves.
  double arrival_rate = 0;
  std::int64_t loop_count = 0;  // per user; 0: not limited
  IncreaseRate request_increase_rate{};
  base::Duration run_time{};  // 0: not limited, but for stages: see runTimeOf
  // For requests under way when the run ends, whatever ends it; what is left then is aborted.
  base::Duration drain = std::chrono::seconds(30);
  base::Stages stages{};      // of users, instead of spawn_count and spawn_rate; empty: none
  base::Stages stages_rps{};  // of requests a second, instead of max_rps; empty: none
  std::string memory_profile{};
  base::Duration memory_profile_duration = std::chrono::seconds(30);
  std::string cpu_profile{};
  base::Duration cpu_profile_duration = std::chrono::seconds(30);
  std::string prometheus_gateway{};
  std::string prometheus_linger{};     // as outputs::parseLinger() reads it
  std::string prometheus_buckets{};    // as outputs::parseBuckets() reads it
  std::string proxy_url{};             // empty: as the environment of each worker says
  std::string ca_file{};               // PEM, of the machine that reads the profile
  std::string ca_certificates{};       // its content, which travels to the workers; not a key
  std::vector<std::string> resolve{};  // HOST:PORT:ADDR[,ADDR]…
  std::string dns_server{};            // ADDR[:PORT]; empty: the system's
  bool disable_tls_resumption = false;
  bool strict_http = false;
  bool disable_console_output = false;
  bool allow_lost_workers = false;  // a total that is known to be incomplete is no failure
  bool disable_compression = false;
  bool disable_keepalive = false;
  judge::Thresholds thresholds{};  // of the master: they do not travel to workers
  std::vector<std::string> testcase_paths{};
};

// Applies the keys of a profile document to `profile`: the keys of the Go version with hyphens,
// `run-time`, `drain`, `proxy-url`, and `testcase-path` (a comma-separated text or a list). All or
// nothing. "stages" exclude "spawn-count" and "spawn-rate" in one document; what comes later takes
// the place of what was set before.
// Errors: "failed to recognize params: [foo bar]", "'spawn-count' expected an integer, got text
// \"many\"",
// "'spawn-count' must not be negative". A negative max-rps or loop-count means "not limited" as
// in the Go version only when it is -1.
[[nodiscard]] base::Result<> applyProfile(const expression::Value& document, RunProfile& profile);

// What the keys mean together: which exclude each other.
[[nodiscard]] base::Result<> checkProfile(const RunProfile& profile);

// When the run ends by itself: after run_time, without one at the end of its longest stages; 0:
// never.
[[nodiscard]] base::Duration runTimeOf(const RunProfile& profile);
// Of users a second; 0: at once.
[[nodiscard]] double spawnRateOf(const RunProfile& profile);
// The most users that the run asks for at once.
[[nodiscard]] std::int64_t mostUsersOf(const RunProfile& profile);

struct RebalanceRequest {
  std::int64_t spawn_count = 0;
  std::optional<double> spawn_rate{};
};
[[nodiscard]] base::Result<RebalanceRequest> parseRebalance(const expression::Value& document);

struct StopRequest {
  std::optional<base::Duration> drain{};  // instead of the profile's
};
// {"drain": 5} or {"drain": "5s"}; an empty document: as the profile says.
[[nodiscard]] base::Result<StopRequest> parseStop(const expression::Value& document);

}  // namespace hrp::runner
