#pragma once
// Dialer: starts the connections of one loop: from the source addresses that the user named, in
// turn, and with local ports that are found quickly however many connections there are.
//
// A kernel looks for a free local port by trying; past half of the port range to one peer it tries
// thousands (14,000 connections: 25 µs become 700 µs each). Where the kernel knows
// IP_LOCAL_PORT_RANGE (Linux 6.3, ip(7)), each connection is given a small part of the range, which
// moves on before it is full.
//
// One owner, one thread.

#include <cstdint>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/net/address.hpp"
#include "hrp/net/socket.hpp"

namespace hrp::net {

class Dialer {
 public:
  // `sources` are addresses of this machine; empty: the kernel chooses. The error names the one
  // that cannot be used (kInvalidArgument). `start` spreads dialers over the ports.
  static base::Result<Dialer> create(const std::vector<std::string>& sources, std::uint32_t start);

  // As startConnect(); EAFNOSUPPORT when no source address has the family of `address`.
  [[nodiscard]] ConnectStart connect(const Address& address);

  // The ports that the kernel gives to connections, both included.
  struct PortRange {
    std::uint16_t first = 32768;
    std::uint16_t last = 60999;
  };
  [[nodiscard]] static PortRange portRange();

 private:
  Dialer() = default;
  [[nodiscard]] const Address* nextSource(int family);
  [[nodiscard]] int connectInWindow(int descriptor, const Address& address);
  void moveWindow();

  std::vector<Address> sources_;
  std::size_t next_source_ = 0;
  PortRange range_;
  std::uint32_t window_ = 0;  // its first port, counted from range_.first
  std::uint32_t used_ = 0;    // connections since it moved
  bool windowed_ = true;      // the kernel takes IP_LOCAL_PORT_RANGE
};

}  // namespace hrp::net
