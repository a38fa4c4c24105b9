// Steps on a WebSocket: what is written, the operation on its connection, and what came back is
// worth.

#include "engine/steps/websocket.hpp"

#include <utility>

#include "engine/requests/body_text.hpp"
#include "engine/steps/exchange_records.hpp"
#include "engine/steps/step_tools.hpp"
#include "engine/steps/user_sockets.hpp"
#include "engine/steps/websocket_plan.hpp"
#include "engine/users/step_observer.hpp"

namespace hrp::engine {

using base::ErrorKind;
using expression::Value;
using testcase::WebSocketStep;

namespace {

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

// What a step opens its connection with; a plan points into its step.
struct Handshake {
  testcase::RequestStep step;
  RequestPlan plan;
};

SocketFlight& socketFlightOf(User& user) {
  return *user.state<SocketFlight>();
}

}  // namespace

template <>
bool StepRun<WebSocketStep>::plan(const testcase::Operation& operation, const StepPlanning& with,
                                  StepPlan& plan) {
  const auto* step = testcase::stepIf<WebSocketStep>(operation);
  if (step == nullptr) return false;
  auto handshake = std::make_shared<Handshake>();
  handshake->step = handshakeStep(*step);
  handshake->plan = planHandshake(handshake->step, with.slots);
  handshake->plan.quick_checks = quickChecks(handshake->step.checks);
  with.renderer.fix(handshake->plan);
  plan.prepared = std::shared_ptr<const RequestPlan>(handshake, &handshake->plan);
  plan.fails_in_row = true;
  plan.in_total = true;
  plan.record_type = "websocket";
  const bool child = !operation.name_prefix.empty();
  plan.row_type = child ? plan.record_type : std::string_view(step->row_type);
  return true;
}

template <>
StepFailure StepRun<WebSocketStep>::prepare(User& user) {
  return user.host().tools->sockets.takeFor(user).prepare();
}

template <>
Progress StepRun<WebSocketStep>::begin(User& user) {
  socketFlightOf(user).start();
  return Progress::kWaits;
}

template <>
void StepRun<WebSocketStep>::woken(User& user, Wake by) {
  socketFlightOf(user).woken(by);
}

template <>
void StepRun<WebSocketStep>::cancel(User& user) {
  socketFlightOf(user).cancel();
}

bool SocketFlight::reset() {
  socket_ = nullptr;
  binary_ = false;
  return Flight::reset();
}

StepFailure SocketFlight::prepare() {
  const auto done = user_->host().tools->renderer.render(*plan_, user_->scope(), rendered);
  if (!done) return scriptFailure({}, done.error());
  socket_ = UserSockets::of(*user_).at(socketUrl(rendered));
  if (socket_ == nullptr) {
    return makeFailure(ErrorKind::kLimit, "more than " + std::to_string(UserSockets::kMaxSockets) +
                                              " websockets in one iteration");
  }
  return writes(step().action) ? preparePayload() : StepFailure();
}

StepFailure SocketFlight::preparePayload() {
  const WebSocketStep& step = this->step();
  std::string& payload = rendered.own_body;
  payload.clear();
  binary_ = !step.text && step.binary;
  const auto& source = step.text ? step.text : step.binary;
  if (source && source->isConstant()) {
    appendPayload(payload, source->constant());
  } else if (source) {
    auto value = source->evaluate(user_->scope());
    const char* const field = binary_ ? "websocket.binary: " : "websocket.text: ";
    if (!value) return scriptFailure(field, value.error());
    appendPayload(payload, *value);
  }
  rendered.body = payload;
  if (!binary_ && !http::isUtf8(payload)) {
    return makeFailure(ErrorKind::kScript, "websocket.text: it is not UTF-8; use `binary`");
  }
  return {};
}

// A read sends nothing, so no pace holds it back.
void SocketFlight::start() {
  if (isDue(step().action == WebSocketStep::Action::kRead)) operate();
}

void SocketFlight::onPaced(base::TimePoint scheduled) {
  if (takeTurn(scheduled)) operate();
}

void SocketFlight::operate() {
  const WebSocketStep& step = this->step();
  UserHost& host = user_->host();
  setDeadline(step.timeout.count() > 0 ? step.timeout : kDefaultSocketTimeout);

  http::SocketRequest request;
  request.action = socketActionOf(step.action);
  request.origin = rendered.origin;
  request.deadline = deadline_;
  request.close_status = step.close_status;
  request.binary = binary_;
  if (writes(step.action)) request.payload = rendered.body;
  if (step.action == WebSocketStep::Action::kOpen) {
    key_ = http::makeSocketKey(host.clients);
    addHandshakeFields(key_, rendered);
    RequestRenderer::finish(user_->cookies(), host.loop.clock(), rendered);
    request.head = rendered.head;
    request.key = key_;
    request.protocols = offeredProtocols(rendered);
  }
  if (host.observer != nullptr) host.observer->exchangeBegan(recordOf(request.action, rendered));
  stage_ = Stage::kSent;
  user_->waitForOutcome();
  socket_->start(request, *this);
}

// Only the handshake is a request; messages follow on its connection.
void SocketFlight::addSocketTrace(const http::ExchangeTrace& trace) {
  if (step().action == WebSocketStep::Action::kOpen) {
    addExchange(trace);
  } else {
    addTrace(trace);
  }
}

void SocketFlight::onSocket(const http::SocketResult& result) {
  addSocketTrace(result.trace);
  if (StepObserver* const observer = user_->host().observer; observer != nullptr) {
    ShownAnswer answer = shownAnswer(result);
    observer->exchangeEnded(result.trace, &answer);
  }
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
    failure = evaluate(result);
  }
  if (!isHeld(sample)) finish(std::move(failure), sample);
}

// A ping and a write have no response, so nothing can be extracted from them or checked.
StepFailure SocketFlight::evaluate(const http::SocketResult& result) {
  if (plan_->step->extractions.empty() && plan_->step->checks.empty()) return {};
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

void SocketFlight::woken(Wake by) {
  stats::Sample sample;
  StepFailure failure = judgeAgain(by, sample);
  if (!isHeld(sample)) finish(std::move(failure), sample);
}

void SocketFlight::finish(StepFailure&& failure, stats::Sample& sample) {
  User& user = *user_;
  record(failure, sample);
  user.host().tools->sockets.giveBack(user.takeState<SocketFlight>());
  user.over(std::move(failure));
}

void SocketFlight::cancel() {
  User& user = *user_;
  if (stage_ == Stage::kPaced) user.host().pace.leave(*this);
  if (stage_ == Stage::kSent) addSocketTrace(socket_->cancel());
  recordAborted();
  user.host().tools->sockets.giveBack(user.takeState<SocketFlight>());
}

}  // namespace hrp::engine
