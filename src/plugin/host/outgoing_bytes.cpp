#include "plugin/host/outgoing_bytes.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace hrp::plugin {

bool OutgoingBytes::sendTo(int socket) {
  while (written_ < bytes_.size()) {
    const ssize_t count =
        ::send(socket, bytes_.data() + written_, bytes_.size() - written_, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    written_ += static_cast<std::size_t>(count);
  }
  clear();
  return true;
}

void OutgoingBytes::clear() {
  bytes_.clear();
  written_ = 0;
}

}  // namespace hrp::plugin
