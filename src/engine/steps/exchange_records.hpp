#pragma once
// What is sent and what is answered, as the records of a testcase that is run once show them. Pure.

#include "engine/requests/rendered_request.hpp"
#include "engine/users/step_observer.hpp"
#include "hrp/http/websocket.hpp"

namespace hrp::engine {

[[nodiscard]] stats::RequestRecord recordOf(const RenderedRequest& request);
[[nodiscard]] ShownAnswer shownAnswer(const http::Response& response);

// The same of an operation on a WebSocket: what is written is shown as the body, what is read as
// the response's; `request` is complete when it opens.
[[nodiscard]] stats::RequestRecord recordOf(http::SocketAction action,
                                            const RenderedRequest& request);
[[nodiscard]] ShownAnswer shownAnswer(const http::SocketResult& result);

}  // namespace hrp::engine
