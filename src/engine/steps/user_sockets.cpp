#include "engine/steps/user_sockets.hpp"

#include "engine/users/user.hpp"

namespace hrp::engine {

UserSockets& UserSockets::of(User& user) {
  if (auto* const known = user.kept<UserSockets>(); known != nullptr) return *known;
  user.keep(std::make_unique<UserSockets>(user.host().clients));
  return *user.kept<UserSockets>();
}

http::WebSocket* UserSockets::at(std::string_view url) {
  for (const Entry& entry : entries_) {
    if (entry.url == url) return entry.socket.get();
  }
  if (entries_.size() == kMaxSockets) return nullptr;
  entries_.push_back({std::string(url), std::make_unique<http::WebSocket>(clients_)});
  return entries_.back().socket.get();
}

void UserSockets::iterationOver(User& /*user*/, bool /*passed*/) {
  entries_.clear();
}

}  // namespace hrp::engine
