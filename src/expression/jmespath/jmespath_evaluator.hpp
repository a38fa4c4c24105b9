#pragma once
// Evaluates a JMESPath tree against a document. Pure; any thread may call it.

#include <utility>

#include "expression/jmespath/jmespath_ast.hpp"
#include "hrp/base/error.hpp"

namespace hrp::expression {

// The value of an expression: a part of the document or of the tree, which outlives it, or a value
// of its own. So a path into a large document copies nothing before its end.
class JmesOperand {
 public:
  JmesOperand() = default;  // null
  explicit JmesOperand(Value value) : value_(std::move(value)) {}
  explicit JmesOperand(const Value* borrowed) : borrowed_(borrowed) {}

  [[nodiscard]] const Value& get() const { return borrowed_ != nullptr ? *borrowed_ : value_; }
  [[nodiscard]] bool isBorrowed() const { return borrowed_ != nullptr; }
  [[nodiscard]] Value take() && {
    if (borrowed_ != nullptr) return *borrowed_;
    return std::move(value_);
  }

 private:
  const Value* borrowed_ = nullptr;
  Value value_;
};

[[nodiscard]] base::Result<JmesOperand> evaluateJmesPath(const JmesPath::Node& node,
                                                         const Value& current);

// null, false, and empty text, lists and maps are false.
[[nodiscard]] bool isTruthy(const Value& value);

}  // namespace hrp::expression
