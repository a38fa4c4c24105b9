#pragma once
// Whether a machine can make the load that a run asks of it: open files, local ports, memory and
// cores, before the first request. findLimits() and askOf() are pure; any thread.

#include <cstdint>
#include <string>
#include <vector>

#include "hrp/base/machine/machine_facts.hpp"
#include "hrp/engine/load_engine.hpp"
#include "hrp/runner/profile.hpp"

namespace hrp::runner {

// What a run asks of one machine.
struct LimitAsk {
  std::int64_t users = 0;                 // of this machine
  std::int64_t connections_per_user = 1;  // at once
  std::int64_t targets = 1;               // servers (addresses with ports) that are known by name
  std::int64_t sources = 1;               // addresses to connect from
  bool tls = false;
  bool keep_alive = true;
  std::int64_t max_rps = 0;  // of this machine; 0: not limited
  int threads = 0;           // of the engine; 0: one per core
};
// `workers`: machines that share the load of the profile.
[[nodiscard]] LimitAsk askOf(const testcase::Workload& workload, const RunProfile& profile,
                             const engine::EngineSettings& settings, std::uint32_t workers);

struct LimitFinding {
  std::string text;  // "20000 users need about 20164 open files, and 1024 may be open"
  std::string hint;  // what to change, with the command
};
// One for each limit that is too low; facts that are not known are not judged.
[[nodiscard]] std::vector<LimitFinding> findLimits(const LimitAsk& ask,
                                                   const base::MachineFacts& facts);

// Reads the facts and logs a warning for each finding.
void warnOfLimits(const LimitAsk& ask);

}  // namespace hrp::runner
