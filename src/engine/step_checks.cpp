#include "engine/step_checks.hpp"

#include <utility>

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

std::string shown(const Value& value) {
  std::string text = expression::toText(value);
  cutTo(text, kMaxShownValue);
  return text;
}

std::string headline(const Check& check, std::size_t index) {
  return "validate[" + std::to_string(index) + "]: " + check.actual.source + " " + check.assertion;
}

StepFailure checkOne(const Check& check, std::size_t index, ResponseReader& reader,
                     const Scope& scope) {
  if (check.comparator == nullptr) {
    return makeFailure(ErrorKind::kCheck, headline(check, index) + ": unknown assertion");
  }
  const Value actual = reader.evaluate(check.actual, scope);
  const bool constant = check.expected.isConstant();
  Value evaluated;
  if (!constant) {
    auto expected = check.expected.evaluate(scope);
    if (!expected) {
      return makeFailure(ErrorKind::kCheck,
                         headline(check, index) + ": " + expected.error().message);
    }
    evaluated = std::move(*expected);
  }
  const Value& expected = constant ? check.expected.constant() : evaluated;
  const auto holds = check.comparator->compare(actual, expected);
  if (holds && *holds) return {};
  std::string message = headline(check, index) + " " + shown(expected) + ": got " + shown(actual);
  if (!holds) message += " (" + holds.error().message + ")";
  if (!check.message.empty()) message += ": " + check.message;
  return makeFailure(ErrorKind::kCheck, std::move(message));
}

}  // namespace

StepFailure makeFailure(ErrorKind kind, std::string message) {
  cutTo(message, StepFailure::kMaxMessageBytes);
  return StepFailure{.kind = kind, .message = std::move(message)};
}

void extractAll(const std::vector<testcase::Extraction>& extractions, ResponseReader& reader,
                std::vector<Value>& slots, expression::FunctionContext& context) {
  for (const auto& extraction : extractions) {
    Value value = reader.evaluate(extraction.source, Scope{slots, &context});
    slots[extraction.slot] = std::move(value);
  }
}

StepFailure checkAll(const std::vector<Check>& checks, ResponseReader& reader, const Scope& scope) {
  for (std::size_t i = 0; i < checks.size(); ++i) {
    StepFailure failure = checkOne(checks[i], i, reader, scope);
    if (failure) return failure;
  }
  return {};
}

}  // namespace hrp::engine
