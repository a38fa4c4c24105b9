// One WebSocket step of a user: what is written, the operation on its connection, and what came
// back is worth. The rest of the user is in user.cpp and user_request.cpp.

#include <algorithm>
#include <utility>

#include "engine/requests/body_text.hpp"
#include "engine/steps/websocket_plan.hpp"
#include "engine/users/step_observer.hpp"
#include "engine/users/user.hpp"
#include "engine/users/user_sockets.hpp"

namespace hrp::engine {
namespace {

using base::ErrorKind;
using expression::Value;
using testcase::WebSocketStep;

constexpr base::Duration kDefaultSocketTimeout = std::chrono::seconds(30);

bool writes(WebSocketStep::Action action) {
  return action == WebSocketStep::Action::kWrite || action == WebSocketStep::Action::kWriteAndRead;
}

// Appends what a value looks like in a message: text and bytes as they are, the rest as JSON.
void appendPayload(std::string& out, const Value& value) {
  if (value.is_string()) {
    out += value.get_ref<const std::string&>();
  } else if (value.is_binary()) {
    out.append(value.get_binary().begin(), value.get_binary().end());
  } else if (value.is_structured()) {
    appendJson(out, value);
  } else if (!value.is_null()) {
    expression::appendText(out, value);
  }
}

}  // namespace

StepFailure User::prepareSocket(const RequestPlan& plan) {
  const auto rendered = host_.renderer.render(plan, scope(), flight_->rendered);
  if (!rendered) return scriptFailure({}, rendered.error());
  if (!sockets_) sockets_ = std::make_unique<UserSockets>(host_.clients, *this);
  flight_->socket = sockets_->at(socketUrl(flight_->rendered));
  if (flight_->socket == nullptr) {
    return makeFailure(ErrorKind::kLimit, "more than " + std::to_string(UserSockets::kMaxSockets) +
                                              " websockets in one iteration");
  }
  return writes(webSocket().action) ? preparePayload(webSocket()) : StepFailure();
}

StepFailure User::preparePayload(const WebSocketStep& step) {
  std::string& payload = flight_->rendered.own_body;
  payload.clear();
  flight_->binary = !step.text && step.binary;
  const auto& source = step.text ? step.text : step.binary;
  if (source && source->isConstant()) {
    appendPayload(payload, source->constant());
  } else if (source) {
    auto value = source->evaluate(scope());
    const char* const field = flight_->binary ? "websocket.binary: " : "websocket.text: ";
    if (!value) return scriptFailure(field, value.error());
    appendPayload(payload, *value);
  }
  flight_->rendered.body = payload;
  if (!flight_->binary && !http::isUtf8(payload)) {
    return makeFailure(ErrorKind::kScript, "websocket.text: it is not UTF-8; use `binary`");
  }
  return {};
}

void User::socketNow() {
  const WebSocketStep& step = webSocket();
  Flight& flight = *flight_;
  const base::TimePoint now = host_.loop.now();
  flight.deadline = now + (step.timeout.count() > 0 ? step.timeout : kDefaultSocketTimeout);
  const base::Duration limit = program().case_timeout;
  if (limit.count() > 0) flight.deadline = std::min(flight.deadline, iteration_started_ + limit);

  http::SocketRequest request;
  request.action = socketActionOf(step.action);
  request.origin = flight.rendered.origin;
  request.deadline = flight.deadline;
  request.close_status = step.close_status;
  request.binary = flight.binary;
  if (writes(step.action)) request.payload = flight.rendered.body;
  if (step.action == WebSocketStep::Action::kOpen) {
    flight.socket_key = http::makeSocketKey(host_.clients);
    addHandshakeFields(flight.socket_key, flight.rendered);
    RequestRenderer::finish(cookies_, host_.loop.clock(), flight.rendered);
    request.head = flight.rendered.head;
    request.key = flight.socket_key;
    request.protocols = offeredProtocols(flight.rendered);
  }
  if (host_.observer != nullptr) {
    host_.observer->socketStarted(request.action, flight.rendered);
  }
  phase_ = Phase::kExchange;
  sockets_->start(*flight.socket, request);
}

// Only the handshake is a request; messages follow on its connection.
void User::addSocketTrace(const http::ExchangeTrace& trace) {
  if (webSocket().action == WebSocketStep::Action::kOpen) {
    addExchange(trace);
  } else {
    addTrace(trace);
  }
}

void User::cancelSocket() {
  addSocketTrace(sockets_->cancel());
}

void User::onSocket(const http::SocketResult& result) {
  addSocketTrace(result.trace);
  if (host_.observer != nullptr) host_.observer->socketEnded(result);
  stats::Sample sample;
  if (result.response != nullptr) {
    storeCookies(*result.response);
    sample.status = result.response->status;
  }
  measure(result.trace, sample);
  StepFailure failure;
  if (result.kind != ErrorKind::kNone) {
    failure = makeFailure(result.kind, std::string(result.message));
  } else {
    sample.content_bytes = result.payload.size();
    failure = evaluateSocket(result);
    if (waitsForFunction(FunctionWait::Resume::kResponse)) {
      wait_->sample = sample;
      return;
    }
  }
  finishRequest(std::move(failure), sample);
}

// A ping and a write have no response, so nothing can be extracted from them or checked.
StepFailure User::evaluateSocket(const http::SocketResult& result) {
  const WebSocketStep& step = webSocket();
  if (step.extractions.empty() && step.checks.empty()) return {};
  http::Response response;
  auto shape = ResponseReader::Shape::kHttp;
  switch (result.action) {
    case http::SocketAction::kPing:
    case http::SocketAction::kWrite:
      return {};
    case http::SocketAction::kOpen:
      response = *result.response;
      break;
    case http::SocketAction::kRead:
    case http::SocketAction::kWriteAndRead:
      shape = ResponseReader::Shape::kMessage;
      break;
    case http::SocketAction::kClose:
      shape = ResponseReader::Shape::kClose;
      response.status = result.close_status;
      break;
  }
  return judge(response, result.payload, shape);
}

}  // namespace hrp::engine
