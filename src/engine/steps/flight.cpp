#include "engine/steps/flight.hpp"

#include <algorithm>

#include "engine/pace/late_start.hpp"
#include "engine/steps/step_hooks.hpp"
#include "engine/steps/step_tools.hpp"
#include "engine/text/http_text.hpp"
#include "engine/users/step_observer.hpp"
#include "hrp/base/microseconds.hpp"

namespace hrp::engine {

using base::ErrorKind;

bool Flight::reset() {
  const std::size_t held = rendered.own_head.capacity() + rendered.own_body.capacity() +
                           rendered.own_step_cookies.capacity() + rendered.own_url.path.capacity() +
                           rendered.own_url.query.capacity();
  if (held > kMaxKeptBytes) return false;
  rendered.dropFiles();
  stage_ = Stage::kReady;
  paced_ = false;
  tally.sent = false;
  tally.bytes_sent = 0;
  tally.bytes_received = 0;
  tally.exchanges.clear();
  held_.reset();
  return true;
}

bool Flight::isDue(bool unpaced) {
  UserHost& host = user_->host();
  if (host.run.arrivals.on()) {
    paced_ = true;
    scheduled_ = host.loop.now() - user_->takeDelay();
    return true;
  }
  paced_ = host.run.pacer.limited() && !unpaced;
  if (!paced_) return true;
  stage_ = Stage::kPaced;
  user_->waitFor();
  host.pace.enter(*this, user_->availableSince());
  return false;
}

bool Flight::takeTurn(base::TimePoint scheduled) {
  UserHost& host = user_->host();
  stage_ = Stage::kReady;
  scheduled_ = scheduled;
  user_->wakeUp(scheduled);
  if (user_->caseTimeIsOver()) {
    user_->endCase();
    return false;
  }
  if (host.loop.now() - scheduled > kLateStart) host.recorder.lateStart();
  return true;
}

void Flight::setDeadline(base::Duration timeout) {
  deadline_ = user_->withinCaseTime(user_->host().loop.now() + timeout);
}

void Flight::addTrace(const http::ExchangeTrace& trace) {
  if (!tally.sent) tally.started = trace.started;
  tally.sent = true;
  tally.bytes_sent += trace.bytes_sent;
  tally.bytes_received += trace.bytes_received;
}

void Flight::addExchange(const http::ExchangeTrace& trace) {
  addTrace(trace);
  tally.exchanges.push_back(trace.phases);
}

void Flight::measure(const http::ExchangeTrace& trace, stats::Sample& sample) const {
  const base::Duration service = trace.finished - tally.started;
  sample.latency_us = base::microseconds(paced_ ? trace.finished - scheduled_ : service);
  sample.service_time_us = base::microseconds(service);
}

void Flight::storeCookies(const http::Response& response) {
  if (!response.may_set_cookies) return;
  for (const http::HeaderField& field : response.headers) {
    if (field.name.size() == 10 && equalsIgnoreCase(field.name, "Set-Cookie")) {
      const http::Url& url = *rendered.url;
      user_->cookies().store(field.value, url.host, url.path, user_->host().loop.clock().wallNow());
    }
  }
}

StepFailure Flight::runTeardownHooks() {
  const auto slot = user_->program().response_slot;
  const auto changed = runHooks(plan_->step->teardown_hooks, {slot, isResponseMap}, user_->slots(),
                                user_->host().functions);
  if (!changed) return scriptFailure("", changed.error());
  if (*changed) user_->host().tools->reader.replace(user_->slots()[*slot]);
  return {};
}

StepFailure Flight::evaluate() {
  const testcase::RequestStep& step = *plan_->step;
  UserHost& host = user_->host();
  ResponseReader& reader = host.tools->reader;
  if (step.uses_response && user_->program().response_slot) {
    user_->slots()[*user_->program().response_slot] = reader.document();
  }
  if (!step.teardown_hooks.empty()) {
    if (StepFailure failure = runTeardownHooks()) return failure;
  }
  if (!step.extractions.empty()) {
    StepFailure failure =
        extractAll(step.extractions, reader, user_->slots(), host.functions, host.observer);
    if (failure) return failure;
  }
  return checkAll(step.checks, plan_->quick_checks, reader, user_->scope(), host.observer);
}

StepFailure Flight::judge(const http::Response& response, std::string_view body,
                          ResponseReader::Shape shape) {
  UserHost& host = user_->host();
  user_->beginEvaluation();
  ValuesBefore before = valuesBefore();
  host.tools->reader.begin(response, body, shape);
  StepFailure failure = evaluate();
  host.tools->reader.end();
  if (host.functions.pending()) hold(response, body, shape, std::move(before));
  if (user_->waitsForFunction()) stage_ = Stage::kAnswered;
  return failure;
}

void Flight::hold(const http::Response& response, std::string_view body,
                  ResponseReader::Shape shape, ValuesBefore&& before) {
  if (!held_) {
    held_ = std::make_unique<Held>(response, body);
    held_->shape = shape;
    held_->before = std::move(before);
  }
  UserHost& host = user_->host();
  if (host.observer != nullptr) host.observer->judgedAgain();
  // An expression may read a variable that the same step extracts: the value it had.
  for (const auto& [slot, value] : held_->before) user_->slots()[slot] = value;
}

bool Flight::isHeld(const stats::Sample& sample) {
  if (stage_ != Stage::kAnswered) return false;
  held_->sample = sample;
  return true;
}

StepFailure Flight::judgeAgain(Wake by, stats::Sample& sample) {
  sample = held_->sample;
  stage_ = Stage::kSent;
  if (by == Wake::kAnswer) {
    return judge(held_->response.response(), held_->response.body(), held_->shape);
  }
  StepFailure failure = makeFailure(ErrorKind::kTimeout, "the case_timeout is over");
  failure->code = base::ErrorCode::kTimeout;
  return failure;
}

Flight::ValuesBefore Flight::valuesBefore() {
  ValuesBefore before;
  if (!user_->host().functions.mayWait()) return before;
  const auto keep = [&](expression::Slot slot) { before.emplace_back(slot, user_->slots()[slot]); };
  for (const auto& extraction : plan_->step->extractions) keep(extraction.slot);
  for (const testcase::Hook& hook : plan_->step->teardown_hooks) {
    if (hook.effect == testcase::Hook::Effect::kAssign) keep(hook.slot);
  }
  return before;
}

void Flight::record(const StepFailure& failure, stats::Sample& sample) {
  sample.row = user_->row();
  sample.paced = paced_;
  sample.bytes_sent = tally.bytes_sent;
  sample.bytes_received = tally.bytes_received;
  sample.exchanges = tally.exchanges;
  user_->record(sample, failure);
}

// The server may have seen it, so it is counted; what it would have been worth nobody knows.
void Flight::recordAborted() {
  if (tally.bytes_sent == 0) return;
  stats::Sample sample;
  record(makeFailure(ErrorKind::kAborted, "the run was stopped"), sample);
}

}  // namespace hrp::engine
