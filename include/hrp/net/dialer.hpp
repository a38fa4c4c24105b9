#pragma once
// Dialer: starts the connections of one loop: from the source addresses that the user named, in
// turn, and with local ports that are found quickly however many connections there are.
//
// A kernel looks for a free local port by trying: first every second one of the range, then those
// between. Past half of the range to one peer it tries thousands (14,000 connections: 25 µs become
// 700 µs each). Where the kernel knows IP_LOCAL_PORT_RANGE (Linux 6.3, ip(7)), each connection is
// given a small part of the range, which moves on before it is full. Where it does not, the kernel
// chooses until its first half is full, and the dialer takes the ports of the second half itself.
//
// One owner, one thread.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/net/address.hpp"
#include "hrp/net/socket.hpp"

namespace hrp::net {

class OwnPorts;

// The ports that the kernel gives to connections, both included.
struct PortRange {
  std::uint16_t first = 32768;
  std::uint16_t last = 60999;

  [[nodiscard]] std::uint32_t count() const { return last - first + 1U; }
};
[[nodiscard]] PortRange readPortRange();

class Dialer {
 public:
  // Who chooses local ports. All but the first are there to be tested and compared.
  enum class Choice {
    kBest,         // windows where the kernel knows them, else own ports past half of the range
    kKernel,       // the kernel, always
    kOwnPastHalf,  // as if the kernel knew no windows
    kOwn,          // the dialer, from the first connection on
  };
  struct Options {
    std::vector<std::string> sources{};  // addresses of this machine; empty: the kernel chooses
    std::uint32_t thread = 0;            // dialers of one process share the ports out
    std::uint32_t threads = 1;
    std::uint64_t seed = 0;  // spreads the processes of a machine over the ports
    Choice choice = Choice::kBest;
    PortRange range = readPortRange();
  };
  // The error names the source that cannot be used (kInvalidArgument).
  static base::Result<Dialer> create(const Options& options);
  ~Dialer();
  Dialer(Dialer&& other) noexcept;
  Dialer& operator=(Dialer&& other) noexcept;

  // As startConnect(); EAFNOSUPPORT when no source address has the family of `address`.
  [[nodiscard]] ConnectStart connect(const Address& address);

 private:
  explicit Dialer(const Options& options);
  [[nodiscard]] const Address* nextSource(int family);
  [[nodiscard]] int connectInWindow(int descriptor, const Address& address);
  void moveWindow();
  void lookAtChoice(int descriptor);
  void beginOwnPorts();
  [[nodiscard]] ConnectStart connectFromOwnPort(const Address& address, const Address& source);

  Choice choice_;
  PortRange range_;
  std::uint32_t thread_;
  std::uint32_t threads_;
  std::uint64_t seed_;
  std::vector<Address> sources_;
  std::size_t next_source_ = 0;
  std::uint32_t window_ = 0;             // its first port, counted from range_.first
  std::uint32_t used_ = 0;               // connections since it moved
  std::uint32_t kernel_chose_ = 0;       // connections, where it is looked at what the kernel does
  std::uint32_t own_left_ = 0;           // connections until the kernel may choose again
  std::unique_ptr<OwnPorts> own_ports_;  // made when they are first needed
};

}  // namespace hrp::net
