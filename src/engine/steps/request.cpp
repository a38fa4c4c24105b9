// Steps that send an HTTP request: rendering, pacing, the exchange with its redirects, and what its
// response is worth.

#include "engine/steps/request.hpp"

#include <utility>

#include "engine/requests/redirect.hpp"
#include "engine/requests/request_change.hpp"
#include "engine/requests/request_object.hpp"
#include "engine/steps/exchange_records.hpp"
#include "engine/steps/step_hooks.hpp"
#include "engine/steps/step_tools.hpp"
#include "engine/text/http_text.hpp"
#include "engine/users/step_observer.hpp"
#include "hrp/http/content_encoding.hpp"

namespace hrp::engine {

using base::ErrorKind;
using testcase::RequestStep;

namespace {

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

RequestFlight& flightOf(User& user) {
  return *user.state<RequestFlight>();
}

}  // namespace

// Inside a referenced testcase its row has the type of its record, without the method.
template <>
bool StepRun<RequestStep>::plan(const testcase::Operation& operation, const StepPlanning& with,
                                StepPlan& plan) {
  const auto* step = testcase::stepIf<RequestStep>(operation);
  if (step == nullptr) return false;
  auto request = std::make_shared<RequestPlan>(planRequest(*step, with.slots));
  request->quick_checks = quickChecks(step->checks);
  with.renderer.fix(*request);
  plan.prepared = std::move(request);
  plan.fails_in_row = true;
  plan.in_total = true;
  plan.record_type = step->row_type == "api" ? "api" : "request";
  const bool plain = !operation.name_prefix.empty() && step->row_type.starts_with("request-");
  plan.row_type = plain ? plan.record_type : std::string_view(step->row_type);
  return true;
}

template <>
StepFailure StepRun<RequestStep>::prepare(User& user) {
  return user.host().tools->requests.takeFor(user).prepare();
}

template <>
Progress StepRun<RequestStep>::begin(User& user) {
  flightOf(user).start();
  return Progress::kWaits;
}

template <>
void StepRun<RequestStep>::woken(User& user, Wake by) {
  flightOf(user).woken(by);
}

template <>
void StepRun<RequestStep>::cancel(User& user) {
  flightOf(user).cancel();
}

bool RequestFlight::reset() {
  request_ = http::Request{};
  redirects = 0;
  return Flight::reset();
}

StepFailure RequestFlight::prepare() {
  const auto done = user_->host().tools->renderer.render(*plan_, user_->scope(), rendered);
  if (!done) return scriptFailure({}, done.error());
  if (plan_->step->uses_request && user_->program().request_slot) {
    user_->slots()[*user_->program().request_slot] = requestObject(rendered);
  }
  return plan_->step->setup_hooks.empty() ? StepFailure{} : runSetupHooks();
}

StepFailure RequestFlight::runSetupHooks() {
  const RequestStep& step = *plan_->step;
  const auto slot = user_->program().request_slot;
  expression::Value before;
  if (step.may_change_request) before = user_->slots()[*slot];
  const auto changed =
      runHooks(step.setup_hooks, {slot, isRequestMap}, user_->slots(), user_->host().functions);
  if (!changed) return scriptFailure("", changed.error());
  if (!*changed) return {};
  const auto done = changeRequest(before, user_->slots()[*slot], rendered);
  return done ? StepFailure{} : scriptFailure("", done.error());
}

void RequestFlight::start() {
  if (isDue(false)) exchange();
}

void RequestFlight::onPaced(base::TimePoint scheduled) {
  if (takeTurn(scheduled)) exchange();
}

void RequestFlight::exchange() {
  UserHost& host = user_->host();
  RequestRenderer::finish(user_->cookies(), host.loop.clock(), rendered);
  if (redirects == 0) {
    const base::Duration timeout = plan_->step->timeout;
    setDeadline(timeout.count() > 0 ? timeout : kDefaultTimeout);
  }
  const std::string_view method = rendered.method();
  request_.origin = rendered.origin;
  request_.head = rendered.head;
  request_.body = rendered.body;
  request_.more_body = rendered.more_body;
  request_.more_bytes = rendered.more_bytes;
  request_.chunk = rendered.chunk;
  request_.head_method = method == "HEAD";
  request_.body_unread = plan_->body_unread;
  request_.shown_bytes = host.observer == nullptr ? 0 : kMaxDecodedBytes;
  request_.idempotent = isIdempotent(method);
  request_.deadline = deadline_;
  if (host.observer != nullptr) host.observer->exchangeBegan(recordOf(rendered));
  stage_ = Stage::kSent;
  user_->waitForOutcome();
  user_->client().exchange(request_, *this);
}

void RequestFlight::onResponse(const http::Response& response, const http::ExchangeTrace& trace) {
  addExchange(trace);
  if (StepObserver* const observer = user_->host().observer; observer != nullptr) {
    ShownAnswer answer = shownAnswer(response);
    observer->exchangeEnded(trace, &answer);
  }
  storeCookies(response);
  stats::Sample sample;
  sample.status = response.status;
  if (isRedirect(response.status)) {
    StepFailure failure;
    if (redirected(response, failure)) return;
    if (failure) {
      measure(trace, sample);
      return finish(std::move(failure), sample);
    }
  }
  measure(trace, sample);
  StepFailure failure = evaluateResponse(response, sample.content_bytes);
  if (!isHeld(sample)) finish(std::move(failure), sample);
}

// True when another request is on its way.
bool RequestFlight::redirected(const http::Response& response, StepFailure& failure) {
  if (!plan_->step->allow_redirects) return false;
  const std::string_view location = fieldOf(response, "Location");
  if (location.empty()) return false;
  if (++redirects >= kMaxRequests) {
    failure = makeFailure(ErrorKind::kRedirect,
                          "stopped after " + std::to_string(kMaxRequests) + " redirects");
    return false;
  }
  if (auto next = followRedirect(response.status, location, rendered); !next) {
    failure = makeFailure(ErrorKind::kRedirect, next.error().message);
    return false;
  }
  dropReplacedCookies(response, rendered);
  exchange();
  return true;
}

StepFailure RequestFlight::evaluateResponse(const http::Response& response,
                                            std::uint64_t& content_bytes) {
  const RequestStep& step = *plan_->step;
  std::string_view body = response.body;
  const std::string_view coding =
      response.may_be_coded ? fieldOf(response, "Content-Encoding") : std::string_view();
  const bool coded = !coding.empty() && !body.empty();
  if (coded) {
    std::string& scratch = user_->host().tools->decoded_body;
    const auto decoded = http::decodeContent(coding, body, scratch, kMaxDecodedBytes);
    if (!decoded) return makeFailure(ErrorKind::kProtocol, decoded.error().message);
    body = *decoded;
  }
  content_bytes = coded ? body.size() : response.body_bytes;
  if (step.extractions.empty() && step.checks.empty() && step.teardown_hooks.empty()) return {};
  return judge(response, body, ResponseReader::Shape::kHttp);
}

void RequestFlight::woken(Wake by) {
  stats::Sample sample;
  StepFailure failure = judgeAgain(by, sample);
  if (!isHeld(sample)) finish(std::move(failure), sample);
}

void RequestFlight::onFailure(ErrorKind kind, std::string_view message,
                              const http::ExchangeTrace& trace) {
  addExchange(trace);
  if (StepObserver* const observer = user_->host().observer; observer != nullptr) {
    observer->exchangeEnded(trace, nullptr);
  }
  stats::Sample sample;
  measure(trace, sample);
  finish(makeFailure(kind, std::string(message)), sample);
}

void RequestFlight::finish(StepFailure&& failure, stats::Sample& sample) {
  User& user = *user_;
  record(failure, sample);
  user.host().tools->requests.giveBack(user.takeState<RequestFlight>());
  user.over(std::move(failure));
}

void RequestFlight::cancel() {
  User& user = *user_;
  if (stage_ == Stage::kPaced) user.host().pace.leave(*this);
  if (stage_ == Stage::kSent) addExchange(user.client().cancel());
  recordAborted();
  user.host().tools->requests.giveBack(user.takeState<RequestFlight>());
}

}  // namespace hrp::engine
