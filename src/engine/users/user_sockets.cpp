#include "engine/users/user_sockets.hpp"

#include <utility>

#include "engine/users/user.hpp"

namespace hrp::engine {

http::WebSocket* UserSockets::at(std::string_view url) {
  for (const Entry& entry : entries_) {
    if (entry.url == url) return entry.socket.get();
  }
  if (entries_.size() == kMaxSockets) return nullptr;
  entries_.push_back({std::string(url), std::make_unique<http::WebSocket>(clients_)});
  return entries_.back().socket.get();
}

void UserSockets::start(http::WebSocket& socket, const http::SocketRequest& request) {
  active_ = &socket;
  socket.start(request, *this);
}

http::ExchangeTrace UserSockets::cancel() {
  http::WebSocket* const socket = std::exchange(active_, nullptr);
  return socket == nullptr ? http::ExchangeTrace() : socket->cancel();
}

void UserSockets::closeAll() {
  active_ = nullptr;
  entries_.clear();
}

void UserSockets::onSocket(const http::SocketResult& result) {
  active_ = nullptr;
  user_.onSocket(result);
}

}  // namespace hrp::engine
