#pragma once
// OwnPorts: the local ports that one Dialer gives to connections itself, in the order of a walk.
// They are the half of the range that the kernel tries last (an odd distance from its first port:
// net/ipv4/inet_hashtables.c, since Linux 4.2), so that the kernel's own choice stays quick and
// every other program keeps the other half; without the ports that the administrator has reserved.
//
// The threads of a process have different ports. Processes know nothing of each other: each begins
// its walk in another place, and one that meets the ports of another leaps over them.
//
// One owner, one thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/net/dialer.hpp"

namespace hrp::net {

class OwnPorts {
 public:
  struct Share {
    PortRange range{};
    std::uint32_t thread = 0;
    std::uint32_t threads = 1;
    std::uint64_t seed = 0;
  };
  // `reserved` as in ip_local_reserved_ports: "8080,9000-9010"; what it says otherwise is ignored.
  OwnPorts(const Share& share, std::string_view reserved);

  [[nodiscard]] bool empty() const { return ports_.empty(); }
  [[nodiscard]] std::size_t size() const { return ports_.size(); }
  // The next port of the walk, which begins again behind its end. Not when empty.
  [[nodiscard]] std::uint16_t next();
  // Leaves out `count` ports.
  void skip(std::size_t count);

 private:
  std::vector<std::uint16_t> ports_;  // ascending
  std::size_t at_ = 0;
};

// What /proc/sys/net/ipv4/ip_local_reserved_ports says; empty when it cannot be read.
[[nodiscard]] std::string readReservedPorts();

}  // namespace hrp::net
