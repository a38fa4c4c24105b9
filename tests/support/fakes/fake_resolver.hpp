#pragma once
// FakeResolver: names and functions that a test's templates may refer to; it keeps what is
// reported.

#include <map>

#include "hrp/expression/template.hpp"

namespace hrp::testing {

class FakeResolver final : public expression::Resolver {
 public:
  struct Report {
    std::string text;
    std::size_t offset = 0;
    std::string message;
    bool operator==(const Report&) const = default;
  };

  // The variable gets the next slot; more candidates come in the order they are added.
  expression::Slot add(const std::string& name, expression::Value value) {
    expression::VariableRef& ref = variables[name];
    const auto slot = static_cast<expression::Slot>(slots.size());
    ref.candidates[ref.count++] = slot;
    slots.push_back(std::move(value));
    return slot;
  }
  [[nodiscard]] std::optional<expression::VariableRef> variable(std::string_view name) override {
    const auto found = variables.find(std::string(name));
    if (found == variables.end()) return std::nullopt;
    return found->second;
  }
  [[nodiscard]] const expression::Function* function(std::string_view name) override {
    const auto found = functions.find(std::string(name));
    return found == functions.end() ? expression::findBuiltin(name) : found->second;
  }
  void report(std::string_view text, std::size_t offset, const base::Error& error) override {
    reports.push_back({std::string(text), offset, error.message});
  }

  std::map<std::string, expression::VariableRef> variables;
  std::map<std::string, const expression::Function*> functions;
  std::vector<expression::Value> slots;
  std::vector<Report> reports;
};

}  // namespace hrp::testing
