#include "hrp/runner/limit_check.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "hrp/testcase/program.hpp"

namespace hrp::runner {
namespace {

using testcase::Program;

// A user keeps at most so many connections (http::Client).
constexpr std::int64_t kMostConnections = 16;
// What a connection and its user hold, the kernel's side included.
constexpr std::uint64_t kPlainBytes = 12 << 10;
constexpr std::uint64_t kTlsBytes = 40 << 10;
constexpr std::uint64_t kProcessBytes = 64 << 20;
// Descriptors that are no connections: loops, outputs, libraries.
constexpr std::uint64_t kOtherFiles = 64;
constexpr std::uint64_t kFilesPerThread = 4;
// What one core can send at most of the smallest requests.
constexpr double kMostRpsPerCore = 100'000;
// A closed connection keeps its local port as long (TCP_TIMEWAIT_LEN of Linux).
constexpr std::uint64_t kTimeWaitSeconds = 60;

std::uint64_t positive(std::int64_t number) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number, 0));
}

// "https://shop.example:443" of "https://shop.example:443/items"; empty: no host in it.
std::string originOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return std::string(url.substr(0, url.find_first_of("/?#", scheme + 3)));
}

std::string baseUrlOf(const Program& program, const expression::VariableRef& variable) {
  if (variable.count == 0) return {};
  for (const auto& [slot, value] : program.fixed_variables) {
    if (slot == variable.candidates[0] && value.is_string()) return value.get<std::string>();
  }
  return {};
}

// The servers that a program names without variables.
std::set<std::string> originsOf(const Program& program) {
  std::set<std::string> origins;
  const auto add = [&](const auto& step) {
    std::string origin = originOf(step.url.source());
    if (origin.empty()) origin = originOf(baseUrlOf(program, step.base_url));
    if (!origin.empty()) origins.insert(origin);
  };
  for (const testcase::Operation& operation : program.operations) {
    if (const auto* request = testcase::stepIf<testcase::RequestStep>(operation)) add(*request);
    if (const auto* socket = testcase::stepIf<testcase::WebSocketStep>(operation)) add(*socket);
  }
  return origins;
}

bool isTls(const std::string& origin) {
  return origin.starts_with("https://") || origin.starts_with("wss://");
}

std::optional<LimitFinding> checkFiles(const LimitAsk& ask, const base::MachineFacts& facts) {
  const std::uint64_t threads =
      ask.threads > 0 ? positive(ask.threads) : static_cast<std::uint64_t>(std::ceil(facts.cores));
  const std::uint64_t needed = positive(ask.users) * positive(ask.connections_per_user) +
                               threads * kFilesPerThread + kOtherFiles;
  const std::uint64_t may = std::max(facts.open_files, facts.open_files_hard);
  if (may == 0 || needed <= may) return std::nullopt;
  return LimitFinding{std::to_string(ask.users) + " users need about " + std::to_string(needed) +
                          " open files, and at most " + std::to_string(may) + " may be open",
                      "run `ulimit -n " + std::to_string(needed) +
                          "` as root before hrp (LimitNOFILE= of a service), or use more workers"};
}

std::optional<LimitFinding> checkPorts(const LimitAsk& ask, const base::MachineFacts& facts) {
  if (facts.local_ports == 0) return std::nullopt;
  const std::uint64_t ports = facts.local_ports * positive(ask.sources) * positive(ask.targets);
  std::uint64_t needed = positive(ask.users) * positive(ask.connections_per_user);
  std::string why = std::to_string(ask.users) + " users";
  const std::uint64_t closing = positive(ask.max_rps) * kTimeWaitSeconds;
  if (!ask.keep_alive && closing > needed) {
    needed = closing;
    why =
        std::to_string(ask.max_rps) + " connections a second, which hold their port for a minute,";
  }
  if (needed <= ports) return std::nullopt;
  return LimitFinding{
      why + " need " + std::to_string(needed) + " local ports, and there are " +
          std::to_string(ports) + " to the servers of the testcases",
      "run `sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"`, name more addresses with "
      "--source-ip, or use more workers"};
}

std::optional<LimitFinding> checkMemory(const LimitAsk& ask, const base::MachineFacts& facts) {
  const std::uint64_t each = ask.tls ? kTlsBytes : kPlainBytes;
  const std::uint64_t needed =
      positive(ask.users) * positive(ask.connections_per_user) * each + kProcessBytes;
  if (facts.memory_bytes == 0 || needed <= facts.memory_bytes) return std::nullopt;
  return LimitFinding{std::to_string(ask.users) + " users need about " +
                          std::to_string(needed >> 20U) + " MiB of memory, and " +
                          std::to_string(facts.memory_bytes >> 20U) + " MiB are available",
                      "use fewer users on this machine, more workers, or a larger memory limit "
                      "(`free -m` shows what is used)"};
}

std::optional<LimitFinding> checkCores(const LimitAsk& ask, const base::MachineFacts& facts) {
  if (facts.cores <= 0) return std::nullopt;
  char cores[32];
  std::snprintf(cores, sizeof cores, "%g", facts.cores);
  if (ask.threads > std::ceil(facts.cores)) {
    return LimitFinding{std::to_string(ask.threads) + " engine threads share " + cores +
                            (facts.cores == 1 ? " core" : " cores") +
                            ", so they wait for each other",
                        "leave --threads out, or give at most one thread a core (`nproc`)"};
  }
  if (static_cast<double>(ask.max_rps) <= facts.cores * kMostRpsPerCore) return std::nullopt;
  return LimitFinding{std::to_string(ask.max_rps) + " requests a second are more than " + cores +
                          (facts.cores == 1 ? " core makes" : " cores make"),
                      "use more workers (about 100000 a second and core are the most)"};
}

}  // namespace

LimitAsk askOf(const testcase::Workload& workload, const RunProfile& profile,
               const engine::EngineSettings& settings, std::uint32_t workers) {
  const auto share_of = [workers](std::int64_t whole) {
    const auto count = static_cast<std::int64_t>(std::max(workers, 1U));
    return whole / count + (whole % count > 0 ? 1 : 0);
  };
  LimitAsk ask;
  ask.users = share_of(mostUsersOf(profile));
  const bool staged = !profile.stages_rps.empty();
  ask.max_rps =
      share_of(staged ? std::llround(base::highestOf(profile.stages_rps)) : profile.max_rps);
  ask.keep_alive = !profile.disable_keepalive;
  ask.sources = std::max<std::int64_t>(1, static_cast<std::int64_t>(settings.source_ips.size()));
  ask.threads = settings.threads;
  std::set<std::string> all;
  for (const auto& program : workload.programs) {
    const std::set<std::string> origins = originsOf(*program);
    const auto count = static_cast<std::int64_t>(origins.size());
    ask.connections_per_user =
        std::max(ask.connections_per_user, std::min(count, kMostConnections));
    all.insert(origins.begin(), origins.end());
  }
  ask.targets = std::max<std::int64_t>(1, static_cast<std::int64_t>(all.size()));
  ask.tls = std::any_of(all.begin(), all.end(), isTls);
  return ask;
}

std::vector<LimitFinding> findLimits(const LimitAsk& ask, const base::MachineFacts& facts) {
  std::vector<LimitFinding> findings;
  for (const auto check : {checkFiles, checkPorts, checkMemory, checkCores}) {
    if (auto finding = check(ask, facts)) findings.push_back(std::move(*finding));
  }
  return findings;
}

void warnOfLimits(const LimitAsk& ask) {
  for (const LimitFinding& finding : findLimits(ask, base::readMachineFacts())) {
    spdlog::warn("limit: {}: {}", finding.text, finding.hint);
  }
}

}  // namespace hrp::runner
