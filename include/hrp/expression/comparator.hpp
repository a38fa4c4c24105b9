#pragma once
// Comparator: the assertions of `validate` under all their names (eq, equals, len_gt …).

#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::expression {

struct Comparator {
  std::string_view name;  // the canonical one: "equal"
  // True when the assertion holds. An error when the two cannot be compared that way; its message
  // says why ("expected is not a valid regular expression: …").
  base::Result<bool> (*compare)(const Value& actual, const Value& expected);
  bool is_equality = false;  // the one that holds when both are the same value
};

[[nodiscard]] const Comparator* findComparator(std::string_view name);  // null when unknown
[[nodiscard]] std::vector<std::string_view> comparatorNames();          // every accepted name

}  // namespace hrp::expression
