#include "engine/cases/case_recorder.hpp"

#include <string_view>
#include <utility>

#include "hrp/base/assert.hpp"

namespace hrp::engine {
namespace {

using expression::Scope;
using expression::Value;
using testcase::Operation;

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
  parts_.listener.onCaseStarted(case_);
}

bool CaseRecorder::timeIsOver(base::TimePoint now) {
  return parts_.case_timeout.count() > 0 && now >= file_started_ + parts_.case_timeout;
}

void CaseRecorder::stepBegan(std::uint32_t operation, std::string_view type, const Scope& scope) {
  const Operation& step = parts_.program.operations[operation];
  OpenStep& open = open_.emplace_back();
  const auto name = step.name.evaluate(scope);
  std::string text = name ? expression::toText(*name) : step.name.source();
  const int repetition = flow_.begin(operation);
  if (step.loops > 1) text += "_loop_" + std::to_string(repetition);
  if (open_.size() > 1) text.insert(0, open_[open_.size() - 2].record.name + " - ");
  open.record.name = std::move(text);
  open.record.type = type;
  open.record.started_at = parts_.clock.wallNow();
  open.started = parts_.clock.now();
}

void CaseRecorder::stepCountsFrom(base::TimePoint started) {
  open_.back().started = started;
}

void CaseRecorder::exchangeBegan(stats::RequestRecord&& sent) {
  open_.back().record.exchanges.emplace_back().request = std::move(sent);
}

void CaseRecorder::exchangeEnded(const http::ExchangeTrace& trace, ShownAnswer* answer) {
  stats::StepRecord& step = open_.back().record;
  stats::ExchangeRecord& exchange = step.exchanges.back();
  exchange.times = trace.phases;
  if (trace.peer.port() != 0) exchange.peer = trace.peer.text();
  if (answer == nullptr) return;
  exchange.response = std::move(answer->response);
  if (!answer->request_version.empty()) {
    exchange.request.version = std::move(answer->request_version);
  }
  step.content_size = answer->content_bytes;
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

// A testcase step has the records of its steps; one of its own only when it did not get to them.
void CaseRecorder::closeStep(const StepFailure& failure) {
  HRP_ASSERT(!open_.empty());
  OpenStep step = std::move(open_.back());
  open_.pop_back();
  const bool is_call = parts_.program.operations[flow_.current()].last > 0;
  if (is_call && (step.has_children || !failure)) {
    if (!open_.empty()) open_.back().has_children = true;
    return;
  }
  if (!open_.empty()) open_.back().has_children = true;
  stats::StepRecord& record = step.record;
  record.elapsed = parts_.clock.now() - step.started;
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
