#include "hrp/net/dialer.hpp"

#include <linux/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "net/own_ports.hpp"

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
// Threads begin far enough apart that they seldom look for a local port in the same place.
constexpr std::uint32_t kWindowsApart = 37;

// A look at the port costs a fortieth of a connection, and 16 slow connections are soon over.
constexpr std::uint32_t kLookEvery = 16;
// Then the kernel chooses once more, for a millisecond: its half may be free again.
constexpr std::uint32_t kOwnInARow = 4096;
constexpr int kMostOwnPorts = 32;  // that are tried for one connection before the kernel is asked
// When so many neighbours are taken the walk leaps on, further each time: over the ports of another
// process to those that nobody has had yet.
constexpr int kNeighbours = 8;
constexpr int kMostDoublings = 7;

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

Address anyAddress(int family) {
  return *Address::fromLiteral(family == AF_INET6 ? "::" : "0.0.0.0");
}

int connectTo(int descriptor, const Address& address) {
  if (::connect(descriptor, address.data(), address.size()) == 0) return 0;
  return errno == EINPROGRESS ? 0 : errno;
}

}  // namespace

PortRange readPortRange() {
  std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (!(file >> first >> last) || first == 0 || last < first || last > UINT16_MAX) return {};
  return {static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

Dialer::Dialer(const Options& options)
    : choice_(options.choice),
      range_(options.range),
      thread_(options.thread),
      threads_(options.threads),
      seed_(options.seed) {
  // In a small range the kernel soon finds what there is.
  if (choice_ != Choice::kOwn && range_.count() < 4 * kWindow) choice_ = Choice::kKernel;
  window_ = thread_ * kWindowsApart % std::max(1U, range_.count() / kWindow) * kWindow;
}

Dialer::~Dialer() = default;
Dialer::Dialer(Dialer&& other) noexcept = default;
Dialer& Dialer::operator=(Dialer&& other) noexcept = default;

base::Result<Dialer> Dialer::create(const Options& options) {
  Dialer dialer(options);
  for (const std::string& text : options.sources) {
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
  if (dialer.choice_ == Choice::kOwn) dialer.beginOwnPorts();
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
  const Address* source = nullptr;
  if (!sources_.empty()) {
    source = nextSource(address.family());
    if (source == nullptr) return {{}, EAFNOSUPPORT};
  }
  if (own_left_ > 0) {
    ConnectStart started =
        connectFromOwnPort(address, source != nullptr ? *source : anyAddress(address.family()));
    if (started.error != EADDRNOTAVAIL) return started;
  }
  Descriptor descriptor = newSocket(address.family());
  if (!descriptor.valid()) return {{}, errno};
  setNumber(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, 1);
  if (source != nullptr) {
    if (const int error = bindTo(descriptor.get(), *source); error != 0) return {{}, error};
  }
  const int error = choice_ == Choice::kBest ? connectInWindow(descriptor.get(), address)
                                             : connectTo(descriptor.get(), address);
  if (error != 0) return {{}, error};
  if (choice_ == Choice::kOwnPastHalf && own_left_ == 0) lookAtChoice(descriptor.get());
  return {std::move(descriptor), 0};
}

int Dialer::connectInWindow(int descriptor, const Address& address) {
  for (int tried = 0; tried < kMostWindows; ++tried) {
    const std::uint32_t first = range_.first + window_;
    const std::uint32_t last = first + kWindow - 1;
    if (!setNumber(descriptor, IPPROTO_IP, kLocalPortRange, last << 16U | first)) {
      choice_ = Choice::kOwnPastHalf;
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

// A port of the half that the kernel tries last says that the other half is full.
void Dialer::lookAtChoice(int descriptor) {
  if (++kernel_chose_ % kLookEvery != 0) return;
  const std::uint16_t port = boundPort(descriptor);
  if (port < range_.first || port > range_.last || (port - range_.first) % 2 == 0) return;
  beginOwnPorts();
}

void Dialer::beginOwnPorts() {
  if (own_ports_ == nullptr) {
    own_ports_ = std::make_unique<OwnPorts>(OwnPorts::Share{range_, thread_, threads_, seed_},
                                            readReservedPorts());
  }
  if (!own_ports_->empty()) own_left_ = kOwnInARow;
  kernel_chose_ = kLookEvery - 1;  // the next choice of the kernel's is looked at
}

// EADDRNOTAVAIL when the ports that were tried are all in use.
ConnectStart Dialer::connectFromOwnPort(const Address& address, const Address& source) {
  if (choice_ == Choice::kOwnPastHalf) --own_left_;
  Descriptor descriptor;
  Address local = source;
  for (int tried = 0; tried < kMostOwnPorts; ++tried) {
    if (tried >= kNeighbours) {
      own_ports_->skip(std::size_t{kNeighbours} << std::min(tried - kNeighbours, kMostDoublings));
    }
    local.setPort(own_ports_->next());
    if (local.port() == address.port()) continue;  // on this machine it might reach itself
    if (!descriptor.valid()) {
      descriptor = newSocket(address.family());
      if (!descriptor.valid()) return {{}, errno};
      setNumber(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, 1);
      // A port can be that of connections to other addresses too, and of ones that are over.
      setNumber(descriptor.get(), SOL_SOCKET, SO_REUSEADDR, 1);
    }
    if (::bind(descriptor.get(), local.data(), local.size()) != 0) {
      if (errno != EADDRINUSE && errno != EACCES) return {{}, errno};
      continue;
    }
    const int error = connectTo(descriptor.get(), address);
    if (error == 0) return {std::move(descriptor), 0};
    if (error != EADDRNOTAVAIL) return {{}, error};
    descriptor.reset();  // a socket that has a port keeps it
  }
  return {{}, EADDRNOTAVAIL};
}

}  // namespace hrp::net
