#pragma once
// MachineFacts: what the machine allows this process, as far as a load depends on it. The reader is
// thin: it asks the kernel and decides nothing; zero stands for what could not be learned. Any
// thread.

#include <cstdint>
#include <string>

namespace hrp::base {

struct MachineFacts {
  std::uint64_t open_files = 0;       // may be open now (soft limit)
  std::uint64_t open_files_hard = 0;  // up to which the process may raise it
  std::uint64_t local_ports = 0;      // of ip_local_port_range
  std::uint64_t memory_bytes = 0;     // available, within the cgroup's limit
  double cores = 0;                   // that this process may use, within the cgroup's quota
};
[[nodiscard]] MachineFacts readMachineFacts();

// What the machine is called, as its kernel says; empty when it does not.
[[nodiscard]] std::string hostName();

}  // namespace hrp::base
