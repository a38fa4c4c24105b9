#pragma once
// UserSockets: the WebSockets of one user, known by their full URL, from the step that opens one to
// the end of the iteration. A user without any costs nothing.
//
// Used on the user's thread only.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/users/step_run.hpp"
#include "hrp/http/websocket.hpp"

namespace hrp::engine {

class UserSockets final : public StepKeep {
 public:
  static constexpr std::size_t kMaxSockets = 64;
  static constexpr char kOf = 0;

  explicit UserSockets(http::ClientContext& clients) : StepKeep(kOf), clients_(clients) {}
  // Those of the user, made when there are none.
  [[nodiscard]] static UserSockets& of(User& user);

  // The connection to `url`; made, and not open yet, when there is none. Null beyond the bound.
  [[nodiscard]] http::WebSocket* at(std::string_view url);
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // Says goodbye to all of them; may be called from inside the handler of one.
  void iterationOver(User& user, bool passed) override;

 private:
  struct Entry {
    std::string url;
    std::unique_ptr<http::WebSocket> socket;
  };

  http::ClientContext& clients_;
  std::vector<Entry> entries_;
};

}  // namespace hrp::engine
