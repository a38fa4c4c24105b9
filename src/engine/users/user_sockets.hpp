#pragma once
// UserSockets: the WebSockets of one user, known by their full URL, from the step that opens one to
// the end of the iteration. A user without any costs a null pointer.
//
// At most one operation at a time; its result goes to the user. Used on the user's thread only.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hrp/http/websocket.hpp"

namespace hrp::engine {

class User;

class UserSockets final : private http::SocketHandler {
 public:
  static constexpr std::size_t kMaxSockets = 64;

  UserSockets(http::ClientContext& clients, User& user) : clients_(clients), user_(user) {}

  // The connection to `url`; made, and not open yet, when there is none. Null beyond the bound.
  [[nodiscard]] http::WebSocket* at(std::string_view url);
  void start(http::WebSocket& socket, const http::SocketRequest& request);
  // Of the operation under way; see WebSocket::cancel().
  http::ExchangeTrace cancel();
  // Says goodbye to all of them; may be called from inside the user's handler.
  void closeAll();
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string url;
    std::unique_ptr<http::WebSocket> socket;
  };
  void onSocket(const http::SocketResult& result) override;

  http::ClientContext& clients_;
  User& user_;
  std::vector<Entry> entries_;
  http::WebSocket* active_ = nullptr;
};

}  // namespace hrp::engine
