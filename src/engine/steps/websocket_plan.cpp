#include "engine/steps/websocket_plan.hpp"

#include <algorithm>
#include <array>

#include "engine/text/http_text.hpp"

namespace hrp::engine {
namespace {

// Fields that only the handshake itself may write; spelled as canonicalHeaderName() does.
constexpr std::array<std::string_view, 7> kOwnFields{
    "Upgrade",
    "Connection",
    "Content-Type",
    "Content-Length",
    "Sec-Websocket-Key",
    "Sec-Websocket-Version",
    "Sec-Websocket-Extensions",
};

}  // namespace

testcase::RequestStep handshakeStep(const testcase::WebSocketStep& step) {
  testcase::RequestStep request;
  request.method = testcase::Template::literal("GET");
  request.url = step.url;
  request.base_url = step.base_url;
  request.params = step.params;
  request.headers = step.headers;
  request.timeout = step.timeout;
  request.verify_tls = step.verify_tls;
  request.certificate = step.certificate;
  request.allow_redirects = false;
  request.extractions = step.extractions;
  request.checks = step.checks;
  return request;
}

RequestPlan planHandshake(const testcase::RequestStep& step, const StaticSlots& slots) {
  RequestPlan plan = planRequest(step, slots);
  plan.upgrade = true;
  for (HeaderPlan& header : plan.headers) {
    if (!header.name) continue;
    const bool own =
        std::find(kOwnFields.begin(), kOwnFields.end(), *header.name) != kOwnFields.end();
    if (own) header.kind = HeaderKind::kHidden;
  }
  return plan;
}

void addHandshakeFields(std::string_view key, RenderedRequest& request) {
  if (request.fixed != nullptr) request.own_head = request.fixed->open_head;
  request.fixed = nullptr;
  request.own_head +=
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: ";
  request.own_head += key;
  request.own_head += "\r\n";
}

std::string_view offeredProtocols(const RenderedRequest& request) {
  static constexpr std::string_view kField = "\r\nSec-Websocket-Protocol: ";
  const std::size_t at = request.head.find(kField);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = request.head.substr(at + kField.size());
  return rest.substr(0, rest.find("\r\n"));
}

std::string socketUrl(const RenderedRequest& request) {
  const http::Origin& origin = *request.origin;
  std::string out = origin.tls ? "wss://" : "ws://";
  out += origin.host;
  out += ':';
  out += std::to_string(origin.port);
  out += request.url->target();
  return out;
}

std::string_view socketActionName(http::SocketAction action) {
  switch (action) {
    case http::SocketAction::kOpen:
      return "open";
    case http::SocketAction::kPing:
      return "ping";
    case http::SocketAction::kWrite:
      return "w";
    case http::SocketAction::kRead:
      return "r";
    case http::SocketAction::kWriteAndRead:
      return "wr";
    case http::SocketAction::kClose:
      return "close";
  }
  return "";
}

http::SocketAction socketActionOf(testcase::WebSocketStep::Action action) {
  using Action = testcase::WebSocketStep::Action;
  switch (action) {
    case Action::kOpen:
      return http::SocketAction::kOpen;
    case Action::kPing:
      return http::SocketAction::kPing;
    case Action::kWriteAndRead:
      return http::SocketAction::kWriteAndRead;
    case Action::kRead:
      return http::SocketAction::kRead;
    case Action::kWrite:
      return http::SocketAction::kWrite;
    case Action::kClose:
      return http::SocketAction::kClose;
  }
  return http::SocketAction::kOpen;
}

}  // namespace hrp::engine
