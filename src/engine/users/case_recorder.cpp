#include "engine/users/case_recorder.hpp"

#include <string_view>
#include <utility>

#include "engine/requests/head_fields.hpp"
#include "engine/requests/http_text.hpp"
#include "engine/steps/websocket_plan.hpp"
#include "hrp/base/assert.hpp"
#include "hrp/http/content_encoding.hpp"
#include "hrp/http/cookie_jar.hpp"

namespace hrp::engine {
namespace {

using expression::Scope;
using expression::Value;
using testcase::Operation;

constexpr std::uint64_t kMaxShownBody = 64ULL << 20;

std::string jsonOf(const Value& value) {
  if (!expression::isSet(value)) return "null";
  return value.dump(-1, ' ', false, Value::error_handler_t::replace);
}

const Value* valueOf(const expression::VariableRef& variable, const Scope& scope) {
  for (std::size_t i = 0; i < variable.count; ++i) {
    const expression::Slot slot = variable.candidates[i];
    if (slot < scope.slots.size() && expression::isSet(scope.slots[slot])) {
      return &scope.slots[slot];
    }
  }
  return nullptr;
}

std::string typeOf(const Operation& operation) {
  if (const auto* request = std::get_if<testcase::RequestStep>(&operation.action)) {
    return request->row_type == "api" ? "api" : "request";
  }
  if (std::holds_alternative<testcase::ThinkTimeStep>(operation.action)) return "thinktime";
  if (std::holds_alternative<testcase::TransactionStep>(operation.action)) return "transaction";
  if (std::holds_alternative<testcase::RendezvousStep>(operation.action)) return "rendezvous";
  if (std::holds_alternative<testcase::WebSocketStep>(operation.action)) return "websocket";
  return "testcase";
}

std::vector<stats::NamedText> fieldsOf(std::string_view head) {
  std::vector<stats::NamedText> fields;
  forEachHeadField(head, [&fields](std::string_view name, std::string_view value) {
    fields.emplace_back(name, value);
  });
  return fields;
}

stats::ResponseRecord recordOf(const http::Response& response) {
  stats::ResponseRecord record;
  record.version = http::versionText(response);
  record.status = response.status;
  std::string coding;
  for (const http::HeaderField& field : response.headers) {
    record.headers.emplace_back(field.name, field.value);
    if (equalsIgnoreCase(field.name, "Content-Encoding")) coding = field.value;
    std::string_view name;
    std::string_view value;
    if (equalsIgnoreCase(field.name, "Set-Cookie") &&
        http::CookieJar::parseNameValue(field.value, name, value)) {
      record.cookies.emplace_back(name, value);
    }
  }
  std::string buffer;
  const auto decoded = coding.empty()
                           ? base::Result<std::string_view>(response.body)
                           : http::decodeContent(coding, response.body, buffer, kMaxShownBody);
  record.body = decoded ? *decoded : response.body;
  return record;
}

}  // namespace

CaseRecorder::CaseRecorder(const Parts& parts)
    : parts_(parts),
      flow_(parts.program, parts.continue_on_failure),
      file_started_(parts.clock.now()) {}

void CaseRecorder::iterationBegan(std::int64_t iteration, const Scope& scope) {
  case_ = stats::CaseRecord{};
  case_.name = parts_.program.name;
  case_.file = parts_.program.file;
  case_.root = parts_.program.root;
  case_.iteration = iteration;
  case_.iterations = parts_.iterations;
  case_.started_at = parts_.clock.wallNow();
  case_.config_variables = valuesOf(parts_.program.config_names, scope);
  case_started_ = parts_.clock.now();
  flow_.reset();
  open_.clear();
  transactions_.clear();
  parts_.listener.onCaseStarted(case_);
}

bool CaseRecorder::timeIsOver(base::TimePoint now) {
  return parts_.case_timeout.count() > 0 && now >= file_started_ + parts_.case_timeout;
}

void CaseRecorder::stepBegan(std::uint32_t operation, const Scope& scope) {
  const Operation& step = parts_.program.operations[operation];
  OpenStep& open = open_.emplace_back();
  const auto name = step.name.evaluate(scope);
  std::string text = name ? expression::toText(*name) : step.name.source();
  const int repetition = flow_.begin(operation);
  if (step.loops > 1) text += "_loop_" + std::to_string(repetition);
  if (open_.size() > 1) text.insert(0, open_[open_.size() - 2].record.name + " - ");
  open.record.name = std::move(text);
  open.record.type = typeOf(step);
  open.record.started_at = parts_.clock.wallNow();
  open.started = parts_.clock.now();
  if (const auto* edge = std::get_if<testcase::TransactionStep>(&step.action);
      edge != nullptr && edge->edge == testcase::TransactionStep::Edge::kStart) {
    transactions_[step.name_prefix + edge->name] = open.started;
  }
}

void CaseRecorder::requestSent(const RenderedRequest& request) {
  stats::RequestRecord sent;
  sent.method = request.method();
  sent.url = request.url->text();
  sent.version = "HTTP/1.1";
  sent.headers = fieldsOf(request.head);
  sent.body = request.plainBody();
  open_.back().record.exchanges.emplace_back().request = std::move(sent);
}

void CaseRecorder::answered(const http::Response& response, const http::ExchangeTrace& trace) {
  stats::StepRecord& step = open_.back().record;
  stats::ExchangeRecord& exchange = step.exchanges.back();
  exchange.response = recordOf(response);
  // What both spoke is known only now.
  if (response.version_major == 2) exchange.request.version = exchange.response.version;
  noteTrace(trace);
  // Of a large body that no expression reads there is only the begin.
  const bool whole = response.body.size() >= response.body_bytes;
  step.content_size = whole ? exchange.response.body.size() : response.body_bytes;
}

void CaseRecorder::notAnswered(const http::ExchangeTrace& trace) {
  noteTrace(trace);
}

// What is written is shown as the body, what is read as the response's.
void CaseRecorder::socketStarted(http::SocketAction action, const RenderedRequest& request) {
  using Action = http::SocketAction;
  stats::RequestRecord sent;
  sent.method = socketActionName(action);
  sent.url = socketUrl(request);
  if (action == Action::kOpen) sent.headers = fieldsOf(request.head);
  if (action == Action::kWrite || action == Action::kWriteAndRead) sent.body = request.body;
  open_.back().record.exchanges.emplace_back().request = std::move(sent);
}

void CaseRecorder::socketEnded(const http::SocketResult& result) {
  stats::StepRecord& step = open_.back().record;
  stats::ExchangeRecord& exchange = step.exchanges.back();
  if (result.response != nullptr) exchange.response = recordOf(*result.response);
  if (result.action != http::SocketAction::kOpen && result.kind == base::ErrorKind::kNone) {
    exchange.response.version = "websocket";
    exchange.response.status = result.close_status;
    exchange.response.body = result.payload;
  }
  step.content_size = exchange.response.body.size();
  noteTrace(result.trace);
}

void CaseRecorder::noteTrace(const http::ExchangeTrace& trace) {
  stats::ExchangeRecord& exchange = open_.back().record.exchanges.back();
  exchange.times = trace.phases;
  if (trace.peer.port() != 0) exchange.peer = trace.peer.text();
}

void CaseRecorder::extracted(const testcase::Extraction& extraction, const Value& value) {
  open_.back().record.extracted.emplace_back(extraction.name, jsonOf(value));
}

void CaseRecorder::checked(const Outcome& outcome) {
  stats::CheckRecord& check = open_.back().record.checks.emplace_back();
  check.check = outcome.check.actual.source;
  check.assertion = outcome.check.assertion;
  check.message = outcome.check.message;
  check.expected = jsonOf(outcome.expected);
  check.actual = jsonOf(outcome.actual);
  check.passed = outcome.passed;
  check.error = outcome.problem;
}

void CaseRecorder::judgedAgain() {
  open_.back().record.extracted.clear();
  open_.back().record.checks.clear();
}

base::Duration CaseRecorder::elapsedOf(const OpenStep& step, base::TimePoint now) {
  const Operation& operation = parts_.program.operations[flow_.current()];
  const auto* edge = std::get_if<testcase::TransactionStep>(&operation.action);
  if (edge == nullptr || edge->edge == testcase::TransactionStep::Edge::kStart) {
    return now - step.started;
  }
  // Of the whole transaction; without a start, from that of the case.
  const auto started = transactions_.find(operation.name_prefix + edge->name);
  const base::Duration elapsed =
      now - (started == transactions_.end() ? case_started_ : started->second);
  if (started != transactions_.end()) transactions_.erase(started);
  return elapsed;
}

// A testcase step has the records of its steps; one of its own only when it did not get to them.
void CaseRecorder::closeStep(const StepFailure& failure) {
  HRP_ASSERT(!open_.empty());
  OpenStep step = std::move(open_.back());
  open_.pop_back();
  const bool is_call = step.record.type == "testcase";
  if (is_call && (step.has_children || !failure)) {
    if (!open_.empty()) open_.back().has_children = true;
    return;
  }
  if (!open_.empty()) open_.back().has_children = true;
  stats::StepRecord& record = step.record;
  record.elapsed = elapsedOf(step, parts_.clock.now());
  record.success = !failure;
  if (failure) {
    record.error_kind = failure->kind;
    record.error = failure->message;
  }
  case_.steps.push_back(std::move(record));
  parts_.listener.onStepEnded(case_, case_.steps.back());
}

StepFlow::Decision CaseRecorder::stepEnded(const StepFailure& failure) {
  if (failure) failed(*failure);
  closeStep(failure);
  return flow_.end(static_cast<bool>(failure));
}

void CaseRecorder::failed(const FailedStep& failure) {
  case_.success = false;
  if (!outcome_.success) return;
  outcome_.success = false;
  outcome_.code = failure.code;
}

bool CaseRecorder::iterationEnded(const StepFailure& failure, const Scope& scope) {
  // A failure that no step has: of the config, the parameters or the time.
  if (failure && !failure->listed && case_.success) case_.error = failure->message;
  const bool over = failure && failure->code == base::ErrorCode::kTimeout;
  if (over) {
    case_.error = failure->message;
    outcome_ = {false, failure->code};
  }
  if (failure) failed(*failure);
  closeCase(scope);
  return !over && (case_.success || parts_.continue_on_failure);
}

void CaseRecorder::interrupted(const Scope& scope) {
  StepFailure failure = makeFailure(base::ErrorKind::kAborted, "interrupted");
  failure->code = base::ErrorCode::kAborted;
  // What a step was doing is shown; the testcase steps around it have their records in it.
  while (!open_.empty()) closeStep(failure);
  case_.success = false;
  case_.error = failure->message;
  outcome_ = {false, failure->code};
  closeCase(scope);
}

void CaseRecorder::closeCase(const Scope& scope) {
  case_.elapsed = parts_.clock.now() - case_started_;
  case_.exported = valuesOf(parts_.program.exports, scope);
  parts_.listener.onCaseEnded(case_);
}

std::vector<stats::NamedText> CaseRecorder::valuesOf(
    const std::vector<testcase::NamedVariable>& names, const Scope& scope) const {
  std::vector<stats::NamedText> values;
  for (const testcase::NamedVariable& name : names) {
    const Value* value = valueOf(name.variable, scope);
    values.emplace_back(name.name, value == nullptr ? "null" : jsonOf(*value));
  }
  return values;
}

}  // namespace hrp::engine
