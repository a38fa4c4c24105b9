#include "testcase/compile/validators.hpp"

#include <algorithm>
#include <cctype>

namespace hrp::testcase {
namespace {

using expression::Value;

constexpr const char* kShapes = "write {eq: [check, expect]} or {check: …, assert: eq, expect: …}";

bool isNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool needsQuotes(std::string_view part) {
  std::string lower(part);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.starts_with("content-") || lower == "user-agent";
}

ValidatorModel readNamed(FieldReader& fields, const Value& entry) {
  ValidatorModel out;
  const Value* check = fields.find("check");
  const Value* assertion = fields.find("assert");
  const Value* expect = fields.find("expect");
  if (check == nullptr || !check->is_string()) {
    fields.refuse("check", "expected text", kShapes);
    return out;
  }
  if (assertion == nullptr || !assertion->is_string()) {
    fields.refuse("assert", "expected the name of an assertion", kShapes);
    return out;
  }
  out.check = quoteHeaderNames(check->get<std::string>());
  out.assertion = assertion->get<std::string>();
  if (!entry.contains("expect")) {
    fields.refuse("expect", "missing", kShapes);
    return out;
  }
  if (expect != nullptr) out.expect = *expect;
  out.message = fields.text("msg");
  fields.finish();
  return out;
}

ValidatorModel readShort(const std::string& assertion, const Value& arguments,
                         const std::string& path, ReadState& state) {
  ValidatorModel out;
  const bool fits = arguments.is_array() && (arguments.size() == 2 || arguments.size() == 3);
  if (!fits) {
    state.fail(base::ErrorCode::kInvalidArgument, path + "." + assertion,
               "expected [check, expect] or [check, expect, message]", kShapes);
    return out;
  }
  if (!arguments[0].is_string()) {
    state.fail(base::ErrorCode::kInvalidArgument, path + "." + assertion + "[0]",
               "expected text, got " + kindName(arguments[0]), kShapes);
    return out;
  }
  out.check = quoteHeaderNames(arguments[0].get<std::string>());
  out.assertion = assertion;
  out.expect = arguments[1];
  if (arguments.size() == 3) out.message = expression::toText(arguments[2]);
  return out;
}

ValidatorModel readValidator(const Value& entry, const std::string& path, ReadState& state) {
  if (!entry.is_object()) {
    state.fail(base::ErrorCode::kInvalidArgument, path, "expected a map, got " + kindName(entry),
               kShapes);
    return {};
  }
  FieldReader fields(entry, path, state);
  if (entry.contains("check") && entry.size() > 1) return readNamed(fields, entry);
  if (entry.size() == 1) return readShort(entry.begin().key(), entry.begin().value(), path, state);
  state.fail(base::ErrorCode::kInvalidArgument, path, "not a validator", kShapes);
  return {};
}

}  // namespace

std::string quoteHeaderNames(const std::string& text) {
  if (text.find("(.*)") != std::string::npos) return text;
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t dot = std::min(text.find('.', at), text.size());
    std::size_t end = at;
    while (end < dot && isNameCharacter(text[end])) ++end;
    const std::string_view name = std::string_view(text).substr(at, end - at);
    out += needsQuotes(name) ? '"' + std::string(name) + '"' : std::string(name);
    out.append(text, end, dot - end + 1);
    at = dot + 1;
  }
  return out;
}

std::vector<ValidatorModel> readValidators(FieldReader& step) {
  std::vector<ValidatorModel> out;
  const Value* entries = step.list("validate");
  if (entries == nullptr) return out;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    const std::string field = "validate[" + std::to_string(i) + "]";
    out.push_back(readValidator((*entries)[i], step.pathOf(field), step.state()));
    out.back().field = field;
  }
  return out;
}

}  // namespace hrp::testcase
