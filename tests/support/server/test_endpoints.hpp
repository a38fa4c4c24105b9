#pragma once
// The endpoints of the test server: what it answers to a request, good or deliberately broken.
// One table of functions; no I/O here. Used by the server's own thread only.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/server/websocket_peer.hpp"

namespace hrp::testing {

struct ServerRequest {
  std::string_view method;
  std::string_view target;  // as written
  std::string_view path;    // without the query, and without the host of an absolute-form
  std::string_view query;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  std::uint64_t number_on_connection = 1;
  bool keep_alive = true;

  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] std::optional<std::string> parameter(std::string_view name) const;  // decoded
};

struct ServerReply {
  enum class Then { kKeep, kClose, kReset, kNothing };  // kNothing: never answers
  std::string bytes;
  Then then = Then::kKeep;
  std::chrono::milliseconds delay{0};
  bool slow = false;                        // one byte a millisecond
  std::unique_ptr<WebSocketPeer> upgraded;  // what the connection is from now on
};

// Fills `reply` for `request`; unknown paths get 404.
void answer(const ServerRequest& request, ServerReply& reply);

// True when the path is answered as soon as the head is there, before the body.
[[nodiscard]] bool answersBeforeBody(std::string_view path);

void appendResponse(std::string& out, int status, std::string_view extra_headers,
                    std::string_view body);

}  // namespace hrp::testing
