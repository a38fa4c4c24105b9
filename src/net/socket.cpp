#include "hrp/net/socket.hpp"

#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace hrp::net {
namespace {

constexpr int kBacklog = 4096;

void setOption(int descriptor, int level, int name) {
  const int on = 1;
  ::setsockopt(descriptor, level, name, &on, sizeof(on));
}

}  // namespace

void Descriptor::reset() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

ConnectStart startConnect(const Address& address) {
  Descriptor descriptor(
      ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (!descriptor.valid()) return {{}, errno};
  setOption(descriptor.get(), IPPROTO_TCP, TCP_NODELAY);
  if (::connect(descriptor.get(), address.data(), address.size()) != 0 && errno != EINPROGRESS) {
    return {{}, errno};
  }
  return {std::move(descriptor), 0};
}

int connectError(int descriptor) {
  int error = 0;
  socklen_t size = sizeof(error);
  if (::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) != 0) return errno;
  return error;
}

std::int64_t receive(int descriptor, std::span<char> into) {
  for (;;) {
    const ssize_t count = ::recv(descriptor, into.data(), into.size(), 0);
    if (count >= 0) return count;
    if (errno != EINTR) return -errno;
  }
}

std::int64_t sendAll(int descriptor, std::span<const iovec> parts) {
  for (;;) {
    ssize_t count = 0;
    if (parts.size() == 1) {
      count = ::send(descriptor, parts[0].iov_base, parts[0].iov_len, MSG_NOSIGNAL);
    } else {
      msghdr message{};
      message.msg_iov = const_cast<iovec*>(parts.data());
      message.msg_iovlen = parts.size();
      count = ::sendmsg(descriptor, &message, MSG_NOSIGNAL);
    }
    if (count >= 0) return count;
    if (errno != EINTR) return -errno;
  }
}

base::Duration shortestRoundTrip(int descriptor) {
  tcp_info info{};
  socklen_t size = sizeof(info);
  if (::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return {};
  const bool measured = info.tcpi_min_rtt != UINT32_MAX;
  return std::chrono::microseconds(measured ? info.tcpi_min_rtt : 0);
}

bool awaitsAcknowledgement(int descriptor) {
  int waiting = 0;
  return ::ioctl(descriptor, SIOCOUTQ, &waiting) == 0 && waiting > 0;
}

base::Result<Descriptor> listenTcp(const Address& address) {
  Descriptor descriptor(
      ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP));
  if (descriptor.valid()) {
    setOption(descriptor.get(), SOL_SOCKET, SO_REUSEADDR);
    if (::bind(descriptor.get(), address.data(), address.size()) == 0 &&
        ::listen(descriptor.get(), kBacklog) == 0) {
      return descriptor;
    }
  }
  return base::fail(base::ErrorCode::kIo,
                    "cannot listen on " + address.text() + ": " + std::strerror(errno));
}

std::uint16_t boundPort(int descriptor) {
  sockaddr_in6 storage{};
  socklen_t size = sizeof(storage);
  auto* generic = reinterpret_cast<sockaddr*>(&storage);
  if (::getsockname(descriptor, generic, &size) != 0) return 0;
  const auto address = Address::fromSockaddr(generic);
  return address ? address->port() : std::uint16_t{0};
}

Descriptor acceptTcp(int listener) {
  Descriptor descriptor(::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
  if (descriptor.valid()) setOption(descriptor.get(), IPPROTO_TCP, TCP_NODELAY);
  return descriptor;
}

void resetOnClose(int descriptor) {
  const linger hard{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
}

}  // namespace hrp::net
