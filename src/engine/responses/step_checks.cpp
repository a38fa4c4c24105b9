#include "engine/responses/step_checks.hpp"

#include <optional>
#include <utility>

#include "hrp/base/assert.hpp"
#include "hrp/expression/json_text.hpp"

namespace hrp::engine {
namespace {

using base::ErrorKind;
using expression::Scope;
using expression::Value;
using testcase::Check;

// Long values are cut, so that a message stays readable and the statistics' tables small.
constexpr std::size_t kMaxShownValue = 80;

void cutTo(std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return;
  // Not in the middle of a UTF-8 sequence.
  std::size_t end = bytes - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  text += "...";
}

// What was wanted and what was got; with their quotes when only those tell them apart (200, "200").
std::pair<std::string, std::string> shown(const Value& expected, const Value& actual) {
  std::pair<std::string, std::string> texts{expression::toText(expected),
                                            expression::toText(actual)};
  if (texts.first == texts.second) {
    texts = {};
    expression::appendJson(texts.first, expected);
    expression::appendJson(texts.second, actual);
  }
  cutTo(texts.first, kMaxShownValue);
  cutTo(texts.second, kMaxShownValue);
  return texts;
}

std::string headline(const Check& check, std::size_t index) {
  return "validate[" + std::to_string(index) + "]: " + check.actual.source + " " + check.assertion;
}

// What the step reports of a check that did not hold; `outcome` also goes to an observer.
StepFailure failed(const CheckObserver::Outcome& outcome, std::size_t index,
                   CheckObserver* observer) {
  if (observer != nullptr) observer->checked(outcome);
  const auto [expected, actual] = shown(outcome.expected, outcome.actual);
  std::string message = headline(outcome.check, index) + " " + expected + ": got " + actual;
  if (!outcome.problem.empty()) message += " (" + std::string(outcome.problem) + ")";
  if (!outcome.check.message.empty()) message += ": " + outcome.check.message;
  return makeFailure(ErrorKind::kCheck, std::move(message));
}

// A check that cannot be made, for want of a value or of the assertion.
StepFailure notMade(const CheckObserver::Outcome& outcome, std::size_t index,
                    CheckObserver* observer, base::ErrorCode code = base::ErrorCode::kInternal) {
  if (observer != nullptr) observer->checked(outcome);
  StepFailure failure = makeFailure(
      ErrorKind::kCheck, headline(outcome.check, index) + ": " + std::string(outcome.problem));
  failure->code = code;
  return failure;
}

// False says nothing.
bool surelyHolds(const QuickCheck& check, ResponseReader& reader, const Scope& scope) {
  if (check.part == testcase::ResponseExpression::Part::kNone) return false;
  const Value* wanted = check.expected != nullptr ? check.expected->borrow(scope) : &check.constant;
  return wanted != nullptr && reader.surelyIs(check.part, check.path, *wanted);
}

QuickCheck quickCheck(const Check& check) {
  using Part = testcase::ResponseExpression::Part;
  const testcase::ResponseExpression& actual = check.actual;
  QuickCheck quick;
  if (check.comparator == nullptr || !check.comparator->is_equality) return quick;
  if (actual.kind != testcase::ResponseExpression::Kind::kJmesPath || !actual.path) return quick;
  if (actual.part != Part::kStatus && actual.part != Part::kBody) return quick;
  quick.part = actual.part;
  quick.path = std::span(actual.path->plainPath()).subspan(1);
  if (check.expected.isConstant()) {
    quick.constant = check.expected.constant();
  } else {
    quick.expected = &check.expected;
  }
  return quick;
}

// Kept out of the loop over the checks, which is short so.
[[gnu::noinline]] StepFailure checkOne(const Check& check, std::size_t index,
                                       ResponseReader& reader, const Scope& scope,
                                       CheckObserver* observer) {
  if (check.comparator == nullptr) {
    return notMade({check, {}, {}, "unknown assertion"}, index, observer);
  }
  const Value* wanted = check.expected.borrow(scope);
  const auto actual = reader.evaluate(check.actual, scope);
  if (!actual) {
    return notMade({check, {}, {}, actual.error().message}, index, observer, actual.error().code);
  }
  std::optional<Value> evaluated;
  if (wanted == nullptr) {
    auto value = check.expected.evaluate(scope);
    if (!value) {
      const base::Error& error = value.error();
      return notMade({check, *actual, {}, error.message}, index, observer, error.code);
    }
    wanted = &evaluated.emplace(std::move(*value));
  }
  const Value& expected = *wanted;
  const auto holds = check.comparator->compare(*actual, expected);
  if (holds && *holds) {
    if (observer != nullptr) observer->checked({check, *actual, expected, {}, true});
    return {};
  }
  std::string problem = reader.explain(check.actual);
  if (!holds) problem = problem.empty() ? holds.error().message : problem;
  return failed({check, *actual, expected, problem}, index, observer);
}

}  // namespace

StepFailure makeFailure(ErrorKind kind, std::string message) {
  cutTo(message, FailedStep::kMaxMessageBytes);
  return std::make_unique<FailedStep>(FailedStep{.kind = kind, .message = std::move(message)});
}

StepFailure scriptFailure(const std::string& context, const base::Error& error) {
  StepFailure failure = makeFailure(ErrorKind::kScript, context + error.message);
  failure->code = error.code;
  return failure;
}

StepFailure extractAll(const std::vector<testcase::Extraction>& extractions, ResponseReader& reader,
                       std::vector<Value>& slots, expression::FunctionContext& context,
                       CheckObserver* observer) {
  for (const auto& extraction : extractions) {
    auto value = reader.evaluate(extraction.source, Scope{slots, &context});
    if (!value) return scriptFailure("extract." + extraction.name + ": ", value.error());
    if (observer != nullptr) observer->extracted(extraction, *value);
    slots[extraction.slot] = std::move(*value);
  }
  return {};
}

std::vector<QuickCheck> quickChecks(const std::vector<Check>& checks) {
  std::vector<QuickCheck> quick;
  quick.reserve(checks.size());
  for (const Check& check : checks) quick.push_back(quickCheck(check));
  return quick;
}

StepFailure checkAll(const std::vector<Check>& checks, std::span<const QuickCheck> quick,
                     ResponseReader& reader, const Scope& scope, CheckObserver* observer) {
  HRP_ASSERT(quick.size() == checks.size());
  for (std::size_t i = 0; i < quick.size(); ++i) {
    if (observer == nullptr && surelyHolds(quick[i], reader, scope)) continue;
    StepFailure failure = checkOne(checks[i], i, reader, scope, observer);
    if (failure) return failure;
  }
  return {};
}

}  // namespace hrp::engine
