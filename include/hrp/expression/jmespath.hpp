#pragma once
// JmesPath: a compiled JMESPath expression (jmespath.org/specification.html, all functions), with
// exact 64-bit integers. Immutable after compile(); any thread may search.

#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::expression {

class JmesPath {
 public:
  // A field name or an array index of a plain path.
  using PathStep = std::variant<std::string, std::int64_t>;

  // A syntax error names the column (from 1).
  static base::Result<JmesPath> compile(std::string_view text);

  // Null when nothing matches; an error for what the specification calls invalid-type, -value …
  [[nodiscard]] base::Result<Value> search(const Value& document) const;

  // For `a.b[0].c` the steps; empty when the expression is anything more. A plain path can be read
  // straight from JSON text without building a document.
  [[nodiscard]] const std::vector<PathStep>& plainPath() const { return plain_path_; }
  [[nodiscard]] const std::string& text() const { return text_; }

  struct Node;

 private:
  std::string text_;
  std::vector<PathStep> plain_path_;
  std::shared_ptr<const Node> root_;
};

}  // namespace hrp::expression
