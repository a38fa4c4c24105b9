// One request step of a user: rendering, pacing, the exchange with its redirects, and what its
// response is worth. The rest of the user is in user.cpp.

#include <algorithm>
#include <utility>

#include "engine/pace/late_start.hpp"
#include "engine/requests/http_text.hpp"
#include "engine/requests/redirect.hpp"
#include "engine/requests/request_change.hpp"
#include "engine/requests/request_object.hpp"
#include "engine/steps/step_hooks.hpp"
#include "engine/users/step_observer.hpp"
#include "engine/users/user.hpp"
#include "hrp/base/microseconds.hpp"
#include "hrp/http/content_encoding.hpp"

namespace hrp::engine {
namespace {

using base::ErrorKind;
using testcase::Operation;
using testcase::RequestStep;

constexpr base::Duration kDefaultTimeout = std::chrono::seconds(120);
constexpr std::uint64_t kMaxDecodedBytes = 64ULL << 20;

std::string_view fieldOf(const http::Response& response, std::string_view name) {
  for (const http::HeaderField& field : response.headers) {
    if (field.name.size() == name.size() && equalsIgnoreCase(field.name, name)) {
      return field.value;
    }
  }
  return {};
}

}  // namespace

bool User::startExchange(Preparation prepare) {
  if (!flight_) flight_ = host_.flights.take();
  StepFailure failure = prepared(prepare);
  if (waitsForFunction(FunctionWait::Resume::kOperation)) return false;
  const base::Duration pause = host_.functions.takePause();
  if (failure) {
    stepFailedUnsent(std::move(failure));
    return true;
  }
  if (pause.count() > 0) {
    wait(Phase::kPauseToSend, pause);
  } else {
    send();
  }
  return false;
}

StepFailure User::prepared(Preparation prepare) {
  const Operation& current = operation();
  if (current.broken) return scriptFailure({}, *current.broken);
  if (!current.variables.empty()) {
    if (StepFailure failure = assign(current.variables)) return failure;
  }
  return (this->*prepare)(*plan().requests[at_]);
}

StepFailure User::prepareRequest(const RequestPlan& plan) {
  const auto rendered = host_.renderer.render(plan, scope(), flight_->rendered);
  if (!rendered) return scriptFailure({}, rendered.error());
  if (plan.step->uses_request && program().request_slot) {
    slots()[*program().request_slot] = requestObject(flight_->rendered);
  }
  return plan.step->setup_hooks.empty() ? StepFailure{} : runSetupHooks(*plan.step);
}

StepFailure User::runSetupHooks(const RequestStep& step) {
  const auto slot = program().request_slot;
  expression::Value before;
  if (step.may_change_request) before = slots()[*slot];
  const auto changed = runHooks(step.setup_hooks, {slot, isRequestMap}, slots(), host_.functions);
  if (!changed) return scriptFailure("", changed.error());
  if (!*changed) return {};
  const auto done = changeRequest(before, slots()[*slot], flight_->rendered);
  return done ? StepFailure{} : scriptFailure("", done.error());
}

StepFailure User::runTeardownHooks(const RequestStep& step) {
  const auto slot = program().response_slot;
  const auto changed =
      runHooks(step.teardown_hooks, {slot, isResponseMap}, slots(), host_.functions);
  if (!changed) return scriptFailure("", changed.error());
  if (*changed) host_.reader.replace(slots()[*slot]);
  return {};
}

void User::stepFailedUnsent(StepFailure failure) {
  stats::Sample sample;
  sample.row = stepRow();
  addFailure(failure, sample);
  host_.recorder.record(sample);
  releaseFlight();
  failure->listed = true;
  stepOver(std::move(failure));
}

// A read of a WebSocket sends nothing, so no pace holds it back.
void User::send() {
  if (host_.run.arrivals.on()) return sendArrived();
  const bool reads =
      flight_->socket != nullptr && webSocket().action == testcase::WebSocketStep::Action::kRead;
  flight_->paced = host_.run.pacer.limited() && !reads;
  if (!flight_->paced) return exchangeNow();
  phase_ = Phase::kPace;
  host_.pace.enter(*this, available_since_);
}

void User::onPaced(base::TimePoint scheduled) {
  phase_ = Phase::kRunning;
  flight_->scheduled = scheduled;
  available_since_ = scheduled;
  if (caseTimeIsOver()) return advance();
  if (host_.loop.now() - scheduled > kLateStart) host_.recorder.lateStart();
  exchangeNow();
}

void User::exchangeNow() {
  if (flight_->socket != nullptr) return socketNow();
  const RequestStep& step = request();
  Flight& flight = *flight_;
  RequestRenderer::finish(cookies_, host_.loop.clock(), flight.rendered);
  if (flight.redirects == 0) {
    const base::TimePoint now = host_.loop.now();
    flight.deadline = now + (step.timeout.count() > 0 ? step.timeout : kDefaultTimeout);
    const base::Duration limit = program().case_timeout;
    if (limit.count() > 0) flight.deadline = std::min(flight.deadline, iteration_started_ + limit);
  }
  const std::string_view method = flight.rendered.method();
  flight.request.origin = flight.rendered.origin;
  flight.request.head = flight.rendered.head;
  flight.request.body = flight.rendered.body;
  flight.request.more_body = flight.rendered.more_body;
  flight.request.more_bytes = flight.rendered.more_bytes;
  flight.request.chunk = flight.rendered.chunk;
  flight.request.head_method = method == "HEAD";
  flight.request.body_unread = plan().requests[at_]->body_unread;
  flight.request.shown_bytes = host_.observer == nullptr ? 0 : kMaxDecodedBytes;
  flight.request.idempotent = isIdempotent(method);
  flight.request.deadline = flight.deadline;
  if (!client_) client_.emplace(host_.clients, !host_.run.plan.settings.disable_keepalive);
  if (host_.observer != nullptr) host_.observer->requestSent(flight.rendered);
  phase_ = Phase::kExchange;
  client_->exchange(flight.request, *this);
}

void User::addTrace(const http::ExchangeTrace& trace) {
  Flight& flight = *flight_;
  if (!flight.sent) flight.started = trace.started;
  flight.sent = true;
  flight.bytes_sent += trace.bytes_sent;
  flight.bytes_received += trace.bytes_received;
}

void User::addExchange(const http::ExchangeTrace& trace) {
  addTrace(trace);
  flight_->exchanges.push_back(trace.phases);
}

void User::measure(const http::ExchangeTrace& trace, stats::Sample& sample) const {
  const Flight& flight = *flight_;
  const base::Duration service = trace.finished - flight.started;
  sample.latency_us =
      base::microseconds(flight.paced ? trace.finished - flight.scheduled : service);
  sample.service_time_us = base::microseconds(service);
}

void User::storeCookies(const http::Response& response) {
  if (!response.may_set_cookies) return;
  for (const http::HeaderField& field : response.headers) {
    if (field.name.size() == 10 && equalsIgnoreCase(field.name, "Set-Cookie")) {
      const http::Url& url = *flight_->rendered.url;
      cookies_.store(field.value, url.host, url.path, host_.loop.clock().wallNow());
    }
  }
}

void User::onResponse(const http::Response& response, const http::ExchangeTrace& trace) {
  addExchange(trace);
  if (host_.observer != nullptr) host_.observer->answered(response, trace);
  storeCookies(response);
  stats::Sample sample;
  sample.status = response.status;
  if (isRedirect(response.status)) {
    StepFailure failure;
    if (redirected(response, failure)) return;
    if (failure) {
      measure(trace, sample);
      return finishRequest(std::move(failure), sample);
    }
  }
  measure(trace, sample);
  StepFailure failure = evaluateResponse(response, sample.content_bytes);
  if (waitsForFunction(FunctionWait::Resume::kResponse)) {
    wait_->sample = sample;
    return;
  }
  finishRequest(std::move(failure), sample);
}

// True when another request is on its way.
bool User::redirected(const http::Response& response, StepFailure& failure) {
  if (!request().allow_redirects) return false;
  const std::string_view location = fieldOf(response, "Location");
  if (location.empty()) return false;
  if (++flight_->redirects >= kMaxRequests) {
    failure = makeFailure(ErrorKind::kRedirect,
                          "stopped after " + std::to_string(kMaxRequests) + " redirects");
    return false;
  }
  if (auto next = followRedirect(response.status, location, flight_->rendered); !next) {
    failure = makeFailure(ErrorKind::kRedirect, next.error().message);
    return false;
  }
  dropReplacedCookies(response, flight_->rendered);
  exchangeNow();
  return true;
}

StepFailure User::evaluateResponse(const http::Response& response, std::uint64_t& content_bytes) {
  const RequestStep& step = request();
  std::string_view body = response.body;
  const std::string_view coding =
      response.may_be_coded ? fieldOf(response, "Content-Encoding") : std::string_view();
  const bool coded = !coding.empty() && !body.empty();
  if (coded) {
    const auto decoded = http::decodeContent(coding, body, host_.decoded_body, kMaxDecodedBytes);
    if (!decoded) return makeFailure(ErrorKind::kProtocol, decoded.error().message);
    body = *decoded;
  }
  content_bytes = coded ? body.size() : response.body_bytes;
  if (step.extractions.empty() && step.checks.empty() && step.teardown_hooks.empty()) return {};
  return judge(response, body, ResponseReader::Shape::kHttp);
}

StepFailure User::extractAndCheck() {
  const auto* step = std::get_if<RequestStep>(&operation().action);
  const auto& extractions = step != nullptr ? step->extractions : webSocket().extractions;
  const auto& checks = step != nullptr ? step->checks : webSocket().checks;
  if (step != nullptr && step->uses_response && program().response_slot) {
    slots()[*program().response_slot] = host_.reader.document();
  }
  if (step != nullptr && !step->teardown_hooks.empty()) {
    if (StepFailure failure = runTeardownHooks(*step)) return failure;
  }
  if (!extractions.empty()) {
    StepFailure failure =
        extractAll(extractions, host_.reader, slots(), host_.functions, host_.observer);
    if (failure) return failure;
  }
  return checkAll(checks, plan().requests[at_]->quick_checks, host_.reader, scope(),
                  host_.observer);
}

StepFailure User::judge(const http::Response& response, std::string_view body,
                        ResponseReader::Shape shape) {
  host_.functions.enter(id_, iteration_);
  auto before = valuesBefore();
  host_.reader.begin(response, body, shape);
  StepFailure failure = extractAndCheck();
  host_.reader.end();
  if (host_.functions.pending()) {
    keepResponse(response, body, std::move(before));
    wait_->shape = shape;
  }
  return failure;
}

void User::onFailure(ErrorKind kind, std::string_view message, const http::ExchangeTrace& trace) {
  addExchange(trace);
  if (host_.observer != nullptr) host_.observer->notAnswered(trace);
  stats::Sample sample;
  measure(trace, sample);
  finishRequest(makeFailure(kind, std::string(message)), sample);
}

void User::finishRequest(StepFailure&& failure, stats::Sample& sample) {
  const Flight& flight = *flight_;
  sample.row = stepRow();
  sample.paced = flight.paced;
  sample.bytes_sent = flight.bytes_sent;
  sample.bytes_received = flight.bytes_received;
  addFailure(failure, sample);
  sample.exchanges = flight.exchanges;
  host_.recorder.record(sample);
  releaseFlight();
  phase_ = Phase::kRunning;
  const base::Duration pause = host_.functions.takePause();
  if (failure) {
    if (failure->kind == ErrorKind::kAborted) return end(false);
    failure->listed = true;
  }
  stepOver(std::move(failure));
  if (pause.count() > 0 && !stopping_) {
    available_since_ = host_.loop.now();
    return wait(Phase::kPause, pause);
  }
  advance();
}

void User::cancelExchange() {
  if (flight_->socket == nullptr) return addExchange(client_->cancel());
  cancelSocket();
}

// The server may have seen it, so it is counted; what it would have been worth nobody knows.
void User::requestAborted() {
  stats::Sample sample;
  finishRequest(makeFailure(ErrorKind::kAborted, "the run was stopped"), sample);
}

void User::releaseFlight() {
  if (flight_) host_.flights.giveBack(std::move(flight_));
}

// A request inside a referenced testcase has the type of its record, without the method.
stats::RowId User::stepRow() {
  if (const stats::RowId known = host_.rows.of({program_, at_}); known != RowTable::kUnknown) {
    return known;
  }
  const Operation& current = operation();
  const bool child = !current.name_prefix.empty();
  if (const auto* socket = std::get_if<testcase::WebSocketStep>(&current.action)) {
    return row(at_, {child ? std::string_view("websocket") : socket->row_type, {}, true});
  }
  const std::string& type = request().row_type;
  const bool plain = child && type.starts_with("request-");
  return row(at_, {plain ? std::string_view("request") : std::string_view(type), {}, true});
}

}  // namespace hrp::engine
