#pragma once
// What is known about a WebSocket step before any user runs it: the request that opens its
// connection (RFC 6455 4.1), which also gives every other step the URL that it is known by. Pure.

#include <string>

#include "engine/requests/request_plan.hpp"
#include "engine/requests/request_renderer.hpp"
#include "hrp/http/websocket.hpp"
#include "hrp/testcase/program.hpp"

namespace hrp::engine {

// The opening request as a step, without the fields that the handshake adds, but with what is
// extracted and checked of any answer.
[[nodiscard]] testcase::RequestStep handshakeStep(const testcase::WebSocketStep& step);
// `step` outlives the plan.
[[nodiscard]] RequestPlan planHandshake(const testcase::RequestStep& step,
                                        const StaticSlots& slots);
// Adds the fields of the handshake to a rendered request that finish() has not completed yet.
void addHandshakeFields(std::string_view key, RenderedRequest& request);
// The Sec-WebSocket-Protocol that the complete request offers; empty when none.
[[nodiscard]] std::string_view offeredProtocols(const RenderedRequest& request);

// "ws://host:port/path?query"; the same for http:// and ws://.
[[nodiscard]] std::string socketUrl(const RenderedRequest& request);
[[nodiscard]] http::SocketAction socketActionOf(testcase::WebSocketStep::Action action);
[[nodiscard]] std::string_view socketActionName(http::SocketAction action);  // "open", "wr" …

}  // namespace hrp::engine
