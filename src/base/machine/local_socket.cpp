#include "hrp/base/machine/local_socket.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

namespace hrp::base {
namespace {

constexpr std::uint32_t kLoopbackNet = 127;

Result<int> connectTo(const sockaddr* address, socklen_t size, const std::string& shown) {
  const int made = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) return fail(ErrorCode::kUnavailable, shown + ": " + std::strerror(errno));
  int done = -1;
  do {
    done = ::connect(made, address, size);
  } while (done != 0 && errno == EINTR);
  if (done == 0 && ::fcntl(made, F_SETFL, O_NONBLOCK) == 0) return made;
  const int error = errno;
  ::close(made);
  return fail(ErrorCode::kUnavailable, "cannot connect to " + shown + ": " + std::strerror(error));
}

}  // namespace

Result<int> connectLocally(const std::string& network, const std::string& address) {
  if (network == "unix") {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    if (address.empty() || address.size() >= sizeof local.sun_path) {
      return fail(ErrorCode::kInvalidArgument, address + ": no path of a socket");
    }
    std::memcpy(local.sun_path, address.data(), address.size());
    return connectTo(reinterpret_cast<const sockaddr*>(&local), sizeof local, address);
  }
  const std::size_t colon = address.rfind(':');
  sockaddr_in local{};
  local.sin_family = AF_INET;
  std::uint16_t port = 0;
  const char* end = address.data() + address.size();
  if (network != "tcp" || colon == std::string::npos ||
      ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &local.sin_addr) != 1 ||
      (ntohl(local.sin_addr.s_addr) >> 24U) != kLoopbackNet ||
      std::from_chars(address.data() + colon + 1, end, port).ptr != end || port == 0) {
    return fail(ErrorCode::kInvalidArgument, address + ": no address of this machine");
  }
  local.sin_port = htons(port);
  return connectTo(reinterpret_cast<const sockaddr*>(&local), sizeof local, address);
}

}  // namespace hrp::base
