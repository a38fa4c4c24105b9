#pragma once
// Descriptor: owns one file descriptor. The functions make and use non-blocking TCP sockets; they
// return errno values, so that the request path builds no strings.

#include <sys/uio.h>

#include <cstdint>
#include <span>
#include <utility>

#include "hrp/base/clock.hpp"
#include "hrp/base/error.hpp"
#include "hrp/net/address.hpp"

namespace hrp::net {

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Descriptor() { reset(); }

  [[nodiscard]] int get() const { return descriptor_; }
  [[nodiscard]] bool valid() const { return descriptor_ >= 0; }
  void reset();

 private:
  int descriptor_ = -1;
};

// A socket on its way to `address` (TCP_NODELAY, non-blocking). `error` is zero when it is
// connected or connecting; the outcome of the latter comes as EPOLLOUT and connectError().
struct ConnectStart {
  Descriptor descriptor;
  int error = 0;
};
[[nodiscard]] ConnectStart startConnect(const Address& address);
[[nodiscard]] int connectError(int descriptor);

// A count >= 0, or -errno. Never raises SIGPIPE; EINTR is retried.
[[nodiscard]] std::int64_t receive(int descriptor, std::span<char> into);
[[nodiscard]] std::int64_t sendAll(int descriptor, std::span<const iovec> parts);

// The shortest round trip that the kernel has measured on a TCP connection (tcp_info, tcp(7)), also
// after its end; zero when it is unknown.
[[nodiscard]] base::Duration shortestRoundTrip(int descriptor);

// Whether bytes that were sent are not acknowledged by the peer's machine.
[[nodiscard]] bool awaitsAcknowledgement(int descriptor);

// A listening socket on `address` (SO_REUSEADDR); boundPort() tells the port when 0 was asked for.
[[nodiscard]] base::Result<Descriptor> listenTcp(const Address& address);
[[nodiscard]] std::uint16_t boundPort(int descriptor);
// The next waiting connection (non-blocking, TCP_NODELAY); invalid when none waits.
[[nodiscard]] Descriptor acceptTcp(int listener);
// Makes close() send a reset instead of an orderly end.
void resetOnClose(int descriptor);

}  // namespace hrp::net
