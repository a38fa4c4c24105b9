#include "engine/requests/request_plan.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/requests/body_text.hpp"
#include "engine/text/http_text.hpp"

namespace hrp::engine {
namespace {

using expression::Slot;
using expression::Value;
using testcase::FieldTemplate;
using testcase::RequestBody;
using testcase::RequestStep;

// Whether evaluating it takes the response's body, or all of the response.
bool readsBody(const testcase::ResponseExpression& expression) {
  using Kind = testcase::ResponseExpression::Kind;
  using Part = testcase::ResponseExpression::Part;
  if (expression.kind == Kind::kValue) return false;
  return expression.kind != Kind::kJmesPath || expression.part == Part::kBody ||
         expression.part == Part::kNone;
}

bool readsBody(const RequestStep& step) {
  return step.uses_response || !step.teardown_hooks.empty() ||
         std::any_of(step.extractions.begin(), step.extractions.end(),
                     [](const auto& extraction) { return readsBody(extraction.source); }) ||
         std::any_of(step.checks.begin(), step.checks.end(),
                     [](const auto& check) { return readsBody(check.actual); });
}

bool areConstant(const std::vector<FieldTemplate>& fields) {
  return std::all_of(fields.begin(), fields.end(), [](const FieldTemplate& field) {
    return field.name.isConstant() && field.value.isConstant();
  });
}

HeaderPlan planHeader(const FieldTemplate& field) {
  HeaderPlan plan;
  plan.field = &field;
  if (field.name.isConstant()) {
    plan.name = canonicalHeaderName(expression::toText(field.name.constant()));
    plan.kind = headerKindOf(*plan.name);
    plan.name_is_token = isToken(*plan.name);
  }
  if (field.value.isConstant()) plan.value = expression::toText(field.value.constant());
  return plan;
}

// Whether the params may stand in a RequestFrame: their order is known, and they can be evaluated
// again.
bool arePartOfFrame(const std::vector<FieldTemplate>& params) {
  return std::all_of(params.begin(), params.end(), [](const FieldTemplate& param) {
    return param.name.isConstant() && !param.value.callsFunctions();
  });
}

// Whether the field may stand in a RequestFrame: its value decides about no other field, and it can
// be evaluated again when the frame does not fit.
bool isPartOfFrame(const HeaderPlan& header) {
  if (header.kind == HeaderKind::kHidden) return true;
  if (!header.name) return false;
  if (header.value) return true;
  const bool alone = header.kind == HeaderKind::kOther ||
                     header.kind == HeaderKind::kAuthorization ||
                     header.kind == HeaderKind::kAcceptEncoding;
  return alone && !header.field->value.callsFunctions();
}

// Whether the body may stand in a RequestFrame: JSON whatever the variables are.
bool isPartOfFrame(const RequestBody& body, const std::vector<HeaderPlan>& headers) {
  const bool form = std::any_of(headers.begin(), headers.end(), [](const HeaderPlan& header) {
    return header.kind == HeaderKind::kContentType && isFormType(header.value.value_or(""));
  });
  return body.kind == RequestBody::Kind::kValue && body.value.isStructured() &&
         !body.value.callsFunctions() && !form;
}

// Another spelling of a header replaces the one before it; fields of one spelling are those of a
// list of values.
void keepLastSpelling(std::vector<HeaderPlan>& headers) {
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const auto later =
        std::any_of(headers.begin() + static_cast<std::ptrdiff_t>(i) + 1, headers.end(),
                    [&](const HeaderPlan& other) {
                      return headers[i].name && other.name == headers[i].name &&
                             other.field->name.source() != headers[i].field->name.source();
                    });
    if (later) headers[i].kind = HeaderKind::kHidden;
  }
}

}  // namespace

StaticSlots::StaticSlots(const testcase::Program& program)
    : written_(program.slot_count, false), fixed_(program.slot_count, nullptr) {
  for (const auto& [slot, value] : program.fixed_variables) {
    if (slot < fixed_.size()) fixed_[slot] = &value;
  }
  const auto mark = [this](Slot slot) {
    if (slot < written_.size()) written_[slot] = true;
  };
  for (const auto& variable : program.config_variables) mark(variable.slot);
  for (const Slot slot : program.session_slots) {
    if (slot < fixed_.size() && fixed_[slot] != nullptr) mark(slot);
  }
  if (program.parameters) {
    for (const auto& table : program.parameters->tables) {
      for (const Slot slot : table.slots) mark(slot);
    }
  }
  for (const auto& operation : program.operations) markWritten(operation);
}

void StaticSlots::markWritten(const testcase::Operation& operation) {
  const auto mark = [this](Slot slot) {
    if (slot < written_.size()) written_[slot] = true;
  };
  for (const auto& variable : operation.variables) mark(variable.slot);
  for (const Slot slot : operation.step_slots) mark(slot);  // also those that hooks assign
  for (const Slot slot : operation.written_slots) mark(slot);
}

const Value* StaticSlots::valueOf(const expression::VariableRef& variable) const {
  for (std::size_t i = 0; i < variable.count; ++i) {
    const Slot slot = variable.candidates[i];
    if (slot >= written_.size() || written_[slot]) return nullptr;
    if (fixed_[slot] != nullptr) return fixed_[slot];
  }
  return nullptr;
}

HeaderKind headerKindOf(std::string_view canonical_name) {
  static constexpr std::array<std::pair<std::string_view, HeaderKind>, 8> kKinds{{
      {"Host", HeaderKind::kHost},
      {"User-Agent", HeaderKind::kUserAgent},
      {"Content-Type", HeaderKind::kContentType},
      {"Content-Length", HeaderKind::kContentLength},
      {"Accept-Encoding", HeaderKind::kAcceptEncoding},
      {"Authorization", HeaderKind::kAuthorization},
      {"Cookie", HeaderKind::kCookie},
      {"Transfer-Encoding", HeaderKind::kTransferEncoding},
  }};
  if (canonical_name.starts_with(':')) return HeaderKind::kHidden;
  for (const auto& [name, kind] : kKinds) {
    if (name == canonical_name) return kind;
  }
  return HeaderKind::kOther;
}

bool isIdempotent(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
         method == "OPTIONS" || method == "TRACE";
}

std::string methodText(const RequestStep& step, std::string_view method) {
  return step.method_as_written ? std::string(method) : upperCase(method);
}

RequestPlan planRequest(const RequestStep& step, const StaticSlots& slots) {
  RequestPlan plan;
  plan.step = &step;
  plan.body_unread = !readsBody(step);
  if (step.method.isConstant()) {
    plan.method = methodText(step, expression::toText(step.method.constant()));
    if (plan.method->empty()) plan.method = "GET";
  }
  for (const FieldTemplate& field : step.headers) plan.headers.push_back(planHeader(field));
  keepLastSpelling(plan.headers);

  bool base_known = step.base_url.count == 0;
  if (const Value* base = slots.valueOf(step.base_url)) {
    plan.base_url = expression::toText(*base);
    base_known = true;
  }
  const bool body_constant =
      step.body.kind == RequestBody::Kind::kNone ||
      (step.body.kind == RequestBody::Kind::kValue && step.body.value.isConstant());
  plan.constant = base_known && plan.method && step.url.isConstant() && body_constant &&
                  areConstant(step.params) && areConstant(step.headers) &&
                  areConstant(step.cookies);
  const bool url_known = base_known && step.url.isConstant();
  const bool target_known = plan.base_url && !step.url.callsFunctions();
  plan.has_frame =
      !plan.constant && plan.method && (url_known || target_known) && arePartOfFrame(step.params) &&
      (body_constant || isPartOfFrame(step.body, plan.headers)) && areConstant(step.cookies) &&
      std::all_of(plan.headers.begin(), plan.headers.end(),
                  [](const HeaderPlan& header) { return isPartOfFrame(header); });
  return plan;
}

}  // namespace hrp::engine
