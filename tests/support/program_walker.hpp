#pragma once
// ProgramWalker: one user that runs a Program without a network: it renders each request, answers
// it with an echo, extracts and checks. Enough to see what a compiled testcase means.

#include "hrp/testcase/program.hpp"
#include "support/fakes/fake_function_context.hpp"

namespace hrp::testing {

class ProgramWalker {
 public:
  using Value = expression::Value;

  explicit ProgramWalker(const testcase::Program& program)
      : slots(program.slot_count, expression::unsetValue()), program_(program) {
    for (const auto& [slot, value] : program.fixed_variables) slots[slot] = value;
    assign(program.config_variables);
  }

  // One iteration from the first operation; stops at the first failure.
  void run(std::uint64_t row = 0) {
    for (const auto slot : program_.session_slots) slots[slot] = expression::unsetValue();
    if (program_.parameters) {
      const auto applied = program_.parameters->apply(row, context.seeded, slots, context);
      if (!applied) failures.push_back(applied.error().message);
    }
    for (const testcase::Operation& operation : program_.operations) {
      if (!failures.empty()) return;
      step(operation);
    }
  }

  [[nodiscard]] Value value(const testcase::ValueTemplate& compiled) {
    auto result = compiled.evaluate({slots, &context});
    if (result) return *result;
    failures.push_back(result.error().message);
    return {};
  }
  [[nodiscard]] std::string text(const testcase::Template& compiled) {
    std::string out;
    const auto appended = compiled.appendTo(out, {slots, &context});
    if (!appended) failures.push_back(appended.error().message);
    return out;
  }
  [[nodiscard]] Value slotValue(const testcase::VariableRef& ref) const {
    for (std::size_t i = 0; i < ref.count; ++i) {
      if (expression::isSet(slots[ref.candidates[i]])) return slots[ref.candidates[i]];
    }
    return expression::unsetValue();
  }

  std::vector<Value> slots;
  FakeFunctionContext context;
  std::vector<Value> requests;  // {name, method, base_url, url, params, headers, body}
  std::vector<std::string> failures;

 private:
  void assign(const std::vector<testcase::Assignment>& assignments) {
    for (const auto& assignment : assignments) slots[assignment.slot] = value(assignment.value);
  }

  void step(const testcase::Operation& operation) {
    for (const auto slot : operation.step_slots) slots[slot] = expression::unsetValue();
    if (operation.broken) failures.push_back(operation.broken->message);
    assign(operation.variables);
    if (const auto* request = testcase::stepIf<testcase::RequestStep>(operation)) {
      send(operation, *request);
    } else if (const auto* call = testcase::stepIf<testcase::CallStep>(operation)) {
      for (const auto slot : call->cleared) slots[slot] = expression::unsetValue();
      for (const auto& [source, slot] : call->inputs) slots[slot] = slotValue(source);
      assign(call->config_variables);
      for (const auto& [source, slot] : call->outputs) slots[slot] = slotValue(source);
    }
  }

  Value fields(const std::vector<testcase::FieldTemplate>& templates) {
    Value out = Value::object();
    for (const auto& field : templates) out[text(field.name)] = value(field.value);
    return out;
  }

  void send(const testcase::Operation& operation, const testcase::RequestStep& request) {
    const Value base_url = slotValue(request.base_url);
    Value sent = {{"name", operation.name_prefix + text(operation.name)},
                  {"method", text(request.method)},
                  {"base_url", expression::isSet(base_url) ? base_url : Value()},
                  {"url", text(request.url)},
                  {"params", fields(request.params)},
                  {"headers", fields(request.headers)},
                  {"body", value(request.body.value)}};
    if (!failures.empty()) return;
    const Value response = {
        {"status_code", 200},
        {"headers", {{"Content-Type", "application/json"}}},
        {"body", {{"json", sent["body"]}, {"args", sent["params"]}, {"method", sent["method"]}}}};
    requests.push_back(std::move(sent));
    for (const auto& extraction : request.extractions) {
      slots[extraction.slot] = resolve(extraction.source, response);
    }
    for (const auto& check : request.checks) verify(check, response);
  }

  Value resolve(const testcase::ResponseExpression& source, const Value& response) {
    using Kind = testcase::ResponseExpression::Kind;
    if (source.kind == Kind::kDynamic) {
      const Value evaluated = value(source.value);
      if (!evaluated.is_string()) return evaluated;
      return resolve(testcase::compileResponseExpression(evaluated.get<std::string>()), response);
    }
    if (source.kind != Kind::kJmesPath) return value(source.value);
    auto found = source.path->search(response);
    return found ? *found : Value();
  }

  void verify(const testcase::Check& check, const Value& response) {
    if (check.comparator == nullptr) {
      failures.push_back("unknown assertion " + check.assertion);
      return;
    }
    const Value actual = resolve(check.actual, response);
    const auto holds = check.comparator->compare(actual, value(check.expected));
    if (!holds || !*holds) failures.push_back(check.assertion + " " + check.actual.source);
  }

  const testcase::Program& program_;
};

}  // namespace hrp::testing
