#include "hrp/net/dialer.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace hrp::net {
namespace {

#ifdef IP_LOCAL_PORT_RANGE
constexpr int kLocalPortRange = IP_LOCAL_PORT_RANGE;
#else
constexpr int kLocalPortRange = 51;  // linux/in.h of 6.3 and later
#endif

constexpr std::uint32_t kWindow = 64;
// Half of a window: while it fills, a port is found at the second try on average.
constexpr std::uint32_t kPerWindow = kWindow / 2;
constexpr int kMostWindows = 16;  // that are tried for one connection before the whole range is

Descriptor newSocket(int family) {
  return Descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
}

bool setNumber(int descriptor, int level, int name, std::uint32_t value) {
  return ::setsockopt(descriptor, level, name, &value, sizeof(value)) == 0;
}

int bindTo(int descriptor, const Address& source) {
  // The port is chosen by connect(), which knows the peer: a bound one would be used up for all.
  setNumber(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
  return ::bind(descriptor, source.data(), source.size()) == 0 ? 0 : errno;
}

int connectTo(int descriptor, const Address& address) {
  if (::connect(descriptor, address.data(), address.size()) == 0) return 0;
  return errno == EINPROGRESS ? 0 : errno;
}

}  // namespace

Dialer::PortRange Dialer::portRange() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (!(file >> first >> last) || first == 0 || last < first || last > UINT16_MAX) return {};
  return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

base::Result<Dialer> Dialer::create(const std::vector<std::string>& sources, std::uint32_t start) {
  Dialer dialer;
  for (const std::string& text : sources) {
    const auto source = Address::fromLiteral(text);
    if (!source) {
      return base::fail(base::ErrorCode::kInvalidArgument,
                        "\"" + text + "\" is not an IP address to connect from");
    }
    const Descriptor probe = newSocket(source->family());
    const int error = probe.valid() ? bindTo(probe.get(), *source) : errno;
    if (error != 0) {
      return base::fail(base::ErrorCode::kInvalidArgument,
                        "cannot connect from " + text + ": " + std::strerror(error),
                        "name addresses that `ip address` shows on this machine");
    }
    dialer.sources_.push_back(*source);
  }
  dialer.range_ = portRange();
  const std::uint32_t ports = dialer.range_.last - dialer.range_.first + 1U;
  dialer.windowed_ = ports >= 4 * kWindow;
  if (dialer.windowed_) dialer.window_ = start % (ports / kWindow) * kWindow;
  return dialer;
}

const Address* Dialer::nextSource(int family) {
  for (std::size_t tried = 0; tried < sources_.size(); ++tried) {
    const Address& source = sources_[next_source_];
    next_source_ = (next_source_ + 1) % sources_.size();
    if (source.family() == family) return &source;
  }
  return nullptr;
}

ConnectStart Dialer::connect(const Address& address) {
  Descriptor descriptor = newSocket(address.family());
  if (!descriptor.valid()) return {{}, errno};
  setNumber(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (!sources_.empty()) {
    const Address* source = nextSource(address.family());
    if (source == nullptr) return {{}, EAFNOSUPPORT};
    if (const int error = bindTo(descriptor.get(), *source); error != 0) return {{}, error};
  }
  const int error =
      windowed_ ? connectInWindow(descriptor.get(), address) : connectTo(descriptor.get(), address);
  if (error != 0) return {{}, error};
  return {std::move(descriptor), 0};
}

int Dialer::connectInWindow(int descriptor, const Address& address) {
  for (int tried = 0; tried < kMostWindows; ++tried) {
    const std::uint32_t first = range_.first + window_;
    const std::uint32_t last = first + kWindow - 1;
    if (!setNumber(descriptor, IPPROTO_IP, kLocalPortRange, last << 16U | first)) {
      windowed_ = false;
      return connectTo(descriptor, address);
    }
    const int error = connectTo(descriptor, address);
    if (error != EADDRNOTAVAIL) {
      const auto sources = static_cast<std::uint32_t>(sources_.empty() ? 1 : sources_.size());
      if (++used_ >= kPerWindow * sources) moveWindow();
      return error;
    }
    moveWindow();
  }
  setNumber(descriptor, IPPROTO_IP, kLocalPortRange, 0);
  return connectTo(descriptor, address);
}

void Dialer::moveWindow() {
  used_ = 0;
  window_ += kWindow;
  if (range_.first + window_ + kWindow - 1 > range_.last) window_ = 0;
}

}  // namespace hrp::net
