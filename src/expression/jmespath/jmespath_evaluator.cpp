#include "expression/jmespath/jmespath_evaluator.hpp"

#include "expression/jmespath/jmespath_functions.hpp"
#include "expression/number.hpp"

namespace hrp::expression {
namespace {

using Node = JmesPath::Node;
using Kind = Node::Kind;
using Evaluated = base::Result<JmesOperand>;

JmesOperand field(const Node& node, const Value& current) {
  if (!current.is_object()) return JmesOperand();
  const auto found = current.find(node.name);
  return found == current.end() ? JmesOperand() : JmesOperand(&*found);
}

JmesOperand index(const Node& node, const Value& current) {
  if (!current.is_array()) return JmesOperand();
  const auto size = static_cast<std::int64_t>(current.size());
  const std::int64_t at = node.index < 0 ? node.index + size : node.index;
  if (at < 0 || at >= size) return JmesOperand();
  return JmesOperand(&current[static_cast<std::size_t>(at)]);
}

// A bound of a slice moved into the list; `low` and `high` are where it stops at either end.
std::int64_t clamped(std::int64_t bound, std::int64_t size, std::int64_t low, std::int64_t high) {
  if (bound < 0) bound += size;
  return std::clamp(bound, low, high);
}

JmesOperand slice(const Node& node, const Value& current) {
  if (!current.is_array()) return JmesOperand();
  const auto size = static_cast<std::int64_t>(current.size());
  const std::int64_t step = node.slice.step;
  const bool forward = step > 0;
  const std::int64_t low = forward ? 0 : -1;
  const std::int64_t high = forward ? size : size - 1;
  const auto bound = [&](const std::optional<std::int64_t>& written, std::int64_t otherwise) {
    return written ? clamped(*written, size, low, high) : otherwise;
  };
  const std::int64_t start = bound(node.slice.start, forward ? low : high);
  const std::int64_t stop = bound(node.slice.stop, forward ? high : low);
  Value list = Value::array();
  for (std::int64_t i = start; forward ? i < stop : i > stop;) {
    list.push_back(current[static_cast<std::size_t>(i)]);
    // A step that would leave the list ends here, so that adding it cannot overflow.
    if (forward ? step >= stop - i : step <= stop - i) break;
    i += step;
  }
  return JmesOperand(std::move(list));
}

Evaluated chain(const Node& node, const Value& current) {
  auto left = evaluateJmesPath(node.children[0], current);
  if (!left || node.children[1].kind == Kind::kCurrent) return left;
  auto right = evaluateJmesPath(node.children[1], left->get());
  // What is part of a value that ends here must be copied out of it.
  if (right && right->isBorrowed() && !left->isBorrowed()) {
    return JmesOperand(Value(right->get()));
  }
  return right;
}

Evaluated flatten(const Node& node, const Value& current) {
  auto base = evaluateJmesPath(node.children[0], current);
  if (!base) return base;
  if (!base->get().is_array()) return JmesOperand();
  Value list = Value::array();
  for (const Value& item : base->get()) {
    if (item.is_array()) {
      list.insert(list.end(), item.begin(), item.end());
    } else {
      list.push_back(item);
    }
  }
  return JmesOperand(std::move(list));
}

// Appends children[1] applied to the item, unless that is null.
base::Result<> projectItem(const Node& node, const Value& item, Value& list) {
  if (node.kind == Kind::kFilter) {
    auto condition = evaluateJmesPath(node.children[2], item);
    if (!condition) return base::fail(std::move(condition.error()));
    if (!isTruthy(condition->get())) return {};
  }
  auto result = evaluateJmesPath(node.children[1], item);
  if (!result) return base::fail(std::move(result.error()));
  if (!result->get().is_null()) list.push_back(std::move(*result).take());
  return {};
}

Evaluated projection(const Node& node, const Value& current) {
  auto base = evaluateJmesPath(node.children[0], current);
  if (!base) return base;
  const bool over_map = node.kind == Kind::kMapProjection;
  const Value& items = base->get();
  if (over_map ? !items.is_object() : !items.is_array()) return JmesOperand();
  Value list = Value::array();
  for (const Value& item : items) {
    if (auto done = projectItem(node, item, list); !done) {
      return base::fail(std::move(done.error()));
    }
  }
  return JmesOperand(std::move(list));
}

Evaluated logic(const Node& node, const Value& current) {
  auto left = evaluateJmesPath(node.children[0], current);
  if (!left) return left;
  const bool truthy = isTruthy(left->get());
  if (node.kind == Kind::kNot) return JmesOperand(Value(!truthy));
  if (truthy == (node.kind == Kind::kOr)) return left;
  return evaluateJmesPath(node.children[1], current);
}

Value ordered(Node::Comparison comparison, const Value& left, const Value& right) {
  if (!left.is_number() || !right.is_number()) return Value();
  const auto sign = compareNumbers(left, right);
  switch (comparison) {
    case Node::Comparison::kLt:
      return std::is_lt(sign);
    case Node::Comparison::kLe:
      return std::is_lteq(sign);
    case Node::Comparison::kGt:
      return std::is_gt(sign);
    default:
      return std::is_gteq(sign);
  }
}

Evaluated compare(const Node& node, const Value& current) {
  auto left = evaluateJmesPath(node.children[0], current);
  if (!left) return left;
  auto right = evaluateJmesPath(node.children[1], current);
  if (!right) return right;
  if (node.comparison == Node::Comparison::kEq) {
    return JmesOperand(Value(deepEqual(left->get(), right->get())));
  }
  if (node.comparison == Node::Comparison::kNe) {
    return JmesOperand(Value(!deepEqual(left->get(), right->get())));
  }
  return JmesOperand(ordered(node.comparison, left->get(), right->get()));
}

Evaluated select(const Node& node, const Value& current) {
  if (current.is_null()) return JmesOperand();
  const bool as_map = node.kind == Kind::kSelectMap;
  Value made = as_map ? Value::object() : Value::array();
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    auto item = evaluateJmesPath(node.children[i], current);
    if (!item) return item;
    if (as_map) {
      made[node.keys[i]] = std::move(*item).take();
    } else {
      made.push_back(std::move(*item).take());
    }
  }
  return JmesOperand(std::move(made));
}

Evaluated call(const Node& node, const Value& current) {
  std::vector<JmesOperand> operands;
  operands.reserve(node.children.size());
  JmesCall made{*node.function, {}, nullptr};
  for (const Node& child : node.children) {
    if (child.kind == Kind::kExpressionRef) {
      made.expression = &child.children[0];
      operands.emplace_back();
      made.arguments.push_back({nullptr});
      continue;
    }
    auto operand = evaluateJmesPath(child, current);
    if (!operand) return operand;
    operands.push_back(std::move(*operand));
    made.arguments.push_back({&operands.back().get()});
  }
  auto value = callJmesFunction(made);
  if (!value) return base::fail(std::move(value.error()));
  return JmesOperand(std::move(*value));
}

}  // namespace

Evaluated evaluateJmesPath(const Node& node, const Value& current) {
  switch (node.kind) {
    case Kind::kCurrent:
      return JmesOperand(&current);
    case Kind::kField:
      return field(node, current);
    case Kind::kIndex:
      return index(node, current);
    case Kind::kSlice:
      return slice(node, current);
    case Kind::kChain:
      return chain(node, current);
    case Kind::kFlatten:
      return flatten(node, current);
    case Kind::kListProjection:
    case Kind::kMapProjection:
    case Kind::kFilter:
      return projection(node, current);
    case Kind::kOr:
    case Kind::kAnd:
    case Kind::kNot:
      return logic(node, current);
    case Kind::kCompare:
      return compare(node, current);
    case Kind::kLiteral:
      return JmesOperand(&node.literal);
    case Kind::kSelectList:
    case Kind::kSelectMap:
      return select(node, current);
    case Kind::kCall:
      return call(node, current);
    case Kind::kExpressionRef:
      break;
  }
  return JmesOperand();
}

bool isTruthy(const Value& value) {
  switch (value.type()) {
    case Value::value_t::null:
    case Value::value_t::discarded:
      return false;
    case Value::value_t::boolean:
      return value.get<bool>();
    case Value::value_t::string:
      return !value.get_ref<const std::string&>().empty();
    case Value::value_t::array:
    case Value::value_t::object:
      return !value.empty();
    default:
      return true;
  }
}

}  // namespace hrp::expression
