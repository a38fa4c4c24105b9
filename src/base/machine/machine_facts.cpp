#include "hrp/base/machine/machine_facts.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string>

namespace hrp::base {
namespace {

std::optional<std::uint64_t> numberIn(const char* path) {
  std::ifstream file(path);
  std::uint64_t number = 0;
  if (file >> number) return number;
  return std::nullopt;
}

// "MemAvailable:    1234 kB" of /proc/meminfo.
std::uint64_t availableMemory() {
  std::ifstream file("/proc/meminfo");
  std::string name;
  std::uint64_t kilobytes = 0;
  std::string rest;
  while (file >> name >> kilobytes && std::getline(file, rest)) {
    if (name == "MemAvailable:") return kilobytes << 10U;
  }
  return 0;
}

// What the cgroup leaves (version 2, then version 1); nothing when it sets no limit.
std::optional<std::uint64_t> cgroupMemory() {
  auto limit = numberIn("/sys/fs/cgroup/memory.max");
  auto used = numberIn("/sys/fs/cgroup/memory.current");
  if (!limit) {
    limit = numberIn("/sys/fs/cgroup/memory/memory.limit_in_bytes");
    used = numberIn("/sys/fs/cgroup/memory/memory.usage_in_bytes");
  }
  if (!limit) return std::nullopt;
  return *limit - std::min(*limit, used.value_or(0));
}

std::optional<double> cgroupCores() {
  double quota = 0;
  double period = 0;
  if (std::ifstream file("/sys/fs/cgroup/cpu.max"); file >> quota >> period && period > 0) {
    return quota / period;
  }
  std::ifstream quota_file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  std::ifstream period_file("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  if (quota_file >> quota && period_file >> period && quota > 0 && period > 0) {
    return quota / period;
  }
  return std::nullopt;
}

double usableCores() {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  const bool known = ::sched_getaffinity(0, sizeof(allowed), &allowed) == 0;
  const double cores = known ? CPU_COUNT(&allowed) : 0;
  const auto quota = cgroupCores();
  return quota && cores > 0 ? std::min(cores, *quota) : cores;
}

std::uint64_t localPorts() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  return file >> first >> last && last >= first ? last - first + 1 : 0;
}

}  // namespace

MachineFacts readMachineFacts() {
  MachineFacts facts;
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
    facts.open_files = files.rlim_cur;
    facts.open_files_hard = files.rlim_max;
  }
  facts.local_ports = localPorts();
  facts.memory_bytes = availableMemory();
  if (const auto limit = cgroupMemory()) facts.memory_bytes = std::min(facts.memory_bytes, *limit);
  facts.cores = usableCores();
  return facts;
}

std::string hostName() {
  std::array<char, 256> name{};
  // The last byte stays zero whatever the system does with a longer name.
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

}  // namespace hrp::base
