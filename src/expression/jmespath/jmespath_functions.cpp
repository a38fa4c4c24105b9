#include "expression/jmespath/jmespath_functions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "expression/jmespath/jmespath_evaluator.hpp"
#include "expression/number.hpp"
#include "hrp/expression/utf8.hpp"

namespace hrp::expression {
namespace {

using base::Result;

__extension__ using WideInteger = __int128;

const std::string& textOf(const Value& value) {
  return value.get_ref<const std::string&>();
}

std::string_view typeName(const Value& value) {
  if (value.is_number()) return "number";
  if (value.is_string() || value.is_binary()) return "string";
  if (value.is_boolean()) return "boolean";
  if (value.is_array()) return "array";
  if (value.is_object()) return "object";
  return "null";
}

Value dividedBy(WideInteger total, std::size_t count) {
  const auto divisor = static_cast<WideInteger>(count);
  if (total % divisor != 0) return static_cast<double>(total) / static_cast<double>(count);
  total /= divisor;
  if (total >= std::numeric_limits<std::int64_t>::min() &&
      total <= std::numeric_limits<std::int64_t>::max()) {
    return static_cast<std::int64_t>(total);
  }
  if (total > 0 && total <= std::numeric_limits<std::uint64_t>::max()) {
    return static_cast<std::uint64_t>(total);
  }
  return static_cast<double>(total);
}

// The sum divided by `count`; exact while all are integers.
Value sumDividedBy(const Value& numbers, std::size_t count) {
  WideInteger total = 0;
  double float_total = 0;
  bool exact = true;
  for (const Value& number : numbers) {
    float_total += number.get<double>();
    if (number.is_number_float()) exact = false;
    if (number.is_number_unsigned()) total += number.get<std::uint64_t>();
    if (number.is_number_integer() && !number.is_number_unsigned()) {
      total += number.get<std::int64_t>();
    }
  }
  if (exact) return dividedBy(total, count);
  return float_total / static_cast<double>(count);
}

Result<Value> absolute(const JmesCall& call) {
  const Value& number = call[0];
  if (number.is_number_float()) return Value(std::abs(number.get<double>()));
  if (number.is_number_unsigned()) return number;
  const auto integer = number.get<std::int64_t>();
  if (integer >= 0) return number;
  // The lowest integer has no positive twin with sign.
  if (integer == std::numeric_limits<std::int64_t>::min()) {
    return Value(std::uint64_t{1} << 63U);
  }
  return Value(-integer);
}

Result<Value> average(const JmesCall& call) {
  if (call[0].empty()) return Value();
  return sumDividedBy(call[0], call[0].size());
}

Result<Value> sum(const JmesCall& call) {
  return sumDividedBy(call[0], 1);
}

Result<Value> ceiling(const JmesCall& call) {
  if (!call[0].is_number_float()) return call[0];
  return integerIfWhole(std::ceil(call[0].get<double>()));
}

Result<Value> floored(const JmesCall& call) {
  if (!call[0].is_number_float()) return call[0];
  return integerIfWhole(std::floor(call[0].get<double>()));
}

Result<Value> contains(const JmesCall& call) {
  if (call[0].is_string()) {
    return Value(call[1].is_string() && textOf(call[0]).find(textOf(call[1])) != std::string::npos);
  }
  return Value(std::any_of(call[0].begin(), call[0].end(),
                           [&](const Value& item) { return deepEqual(item, call[1]); }));
}

Result<Value> startsWith(const JmesCall& call) {
  return Value(textOf(call[0]).starts_with(textOf(call[1])));
}

Result<Value> endsWith(const JmesCall& call) {
  return Value(textOf(call[0]).ends_with(textOf(call[1])));
}

Result<Value> join(const JmesCall& call) {
  std::string text;
  bool first = true;
  for (const Value& item : call[1]) {
    if (!first) text += textOf(call[0]);
    first = false;
    text += textOf(item);
  }
  return Value(std::move(text));
}

Result<Value> keys(const JmesCall& call) {
  Value list = Value::array();
  for (const auto& [key, item] : call[0].get_ref<const Value::object_t&>()) list.push_back(key);
  return list;
}

Result<Value> values(const JmesCall& call) {
  Value list = Value::array();
  for (const Value& item : call[0]) list.push_back(item);
  return list;
}

Result<Value> length(const JmesCall& call) {
  const std::size_t count = call[0].is_string() ? characterCount(textOf(call[0])) : call[0].size();
  return Value(static_cast<std::int64_t>(count));
}

Result<Value> mapped(const JmesCall& call) {
  Value list = Value::array();
  for (const Value& item : call[1]) {
    auto value = call.apply(item);
    if (!value) return value;
    list.push_back(std::move(*value));
  }
  return list;
}

bool lessThan(const Value& left, const Value& right) {
  if (left.is_number()) return std::is_lt(compareNumbers(left, right));
  return textOf(left) < textOf(right);
}

Result<Value> maximum(const JmesCall& call) {
  if (call[0].empty()) return Value();
  return *std::max_element(call[0].begin(), call[0].end(), lessThan);
}

Result<Value> minimum(const JmesCall& call) {
  if (call[0].empty()) return Value();
  return *std::min_element(call[0].begin(), call[0].end(), lessThan);
}

Result<Value> merge(const JmesCall& call) {
  Value merged = Value::object();
  for (const JmesArgument& argument : call.arguments) merged.update(*argument.value);
  return merged;
}

Result<Value> notNull(const JmesCall& call) {
  for (const JmesArgument& argument : call.arguments) {
    if (!argument.value->is_null()) return *argument.value;
  }
  return Value();
}

Result<Value> reverse(const JmesCall& call) {
  if (call[0].is_array()) {
    Value list = call[0];
    std::reverse(list.begin(), list.end());
    return list;
  }
  const std::string& text = textOf(call[0]);
  std::string reversed(text.size(), ' ');
  std::size_t end = text.size();
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = characterLength(rest);
    end -= length;
    reversed.replace(end, length, rest.substr(0, length));
    rest.remove_prefix(length);
  }
  return Value(std::move(reversed));
}

Result<Value> sorted(const JmesCall& call) {
  Value list = call[0];
  std::stable_sort(list.begin(), list.end(), lessThan);
  return list;
}

// What the expression gives for each item: all numbers or all text.
Result<std::vector<Value>> sortKeys(const JmesCall& call) {
  std::vector<Value> found;
  found.reserve(call[0].size());
  for (const Value& item : call[0]) {
    auto key = call.apply(item);
    if (!key) return base::fail(std::move(key.error()));
    const bool fits = key->is_number() || key->is_string();
    if (!fits || (!found.empty() && found.front().is_number() != key->is_number())) {
      return base::fail(base::ErrorCode::kInvalidArgument,
                        "invalid-type: the expression of " + std::string(call.function.name) +
                            " must give only numbers or only strings, but gave " +
                            std::string(typeName(*key)));
    }
    found.push_back(std::move(*key));
  }
  return found;
}

Result<Value> sortedBy(const JmesCall& call) {
  const auto found = sortKeys(call);
  if (!found) return base::fail(found.error());
  std::vector<std::size_t> order(found->size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
    return lessThan((*found)[left], (*found)[right]);
  });
  Value list = Value::array();
  for (const std::size_t i : order) list.push_back(call[0][i]);
  return list;
}

Result<Value> maximumBy(const JmesCall& call) {
  const auto found = sortKeys(call);
  if (!found) return base::fail(found.error());
  if (found->empty()) return Value();
  const auto best = std::max_element(found->begin(), found->end(), lessThan);
  return call[0][static_cast<std::size_t>(best - found->begin())];
}

Result<Value> minimumBy(const JmesCall& call) {
  const auto found = sortKeys(call);
  if (!found) return base::fail(found.error());
  if (found->empty()) return Value();
  const auto best = std::min_element(found->begin(), found->end(), lessThan);
  return call[0][static_cast<std::size_t>(best - found->begin())];
}

Result<Value> toArray(const JmesCall& call) {
  if (call[0].is_array()) return call[0];
  Value list = Value::array();
  list.push_back(call[0]);
  return list;
}

Result<Value> toNumber(const JmesCall& call) {
  if (call[0].is_number()) return call[0];
  if (!call[0].is_string()) return Value();
  const std::string& text = textOf(call[0]);
  const auto is_outer = [](char c) { return c == '-' || (c >= '0' && c <= '9'); };
  // JSON would allow blanks around the number.
  if (text.empty() || !is_outer(text.front()) || !is_outer(text.back())) return Value();
  Value number = Value::parse(text, nullptr, false);
  return number.is_number() ? number : Value();
}

Result<Value> toString(const JmesCall& call) {
  if (call[0].is_string()) return call[0];
  if (call[0].is_number()) return Value(toText(call[0]));
  return Value(call[0].dump(-1, ' ', false, Value::error_handler_t::replace));
}

Result<Value> typeOf(const JmesCall& call) {
  return Value(std::string(typeName(call[0])));
}

constexpr std::array kFunctions = {
    JmesFunction{"abs", 1, false, {kJmesNumber}, absolute},
    JmesFunction{"avg", 1, false, {kJmesNumbers}, average},
    JmesFunction{"ceil", 1, false, {kJmesNumber}, ceiling},
    JmesFunction{"contains", 2, false, {kJmesString | kJmesArray, kJmesAny}, contains},
    JmesFunction{"ends_with", 2, false, {kJmesString, kJmesString}, endsWith},
    JmesFunction{"floor", 1, false, {kJmesNumber}, floored},
    JmesFunction{"join", 2, false, {kJmesString, kJmesStrings}, join},
    JmesFunction{"keys", 1, false, {kJmesObject}, keys},
    JmesFunction{"length", 1, false, {kJmesString | kJmesArray | kJmesObject}, length},
    JmesFunction{"map", 2, false, {kJmesExpression, kJmesArray}, mapped},
    JmesFunction{"max", 1, false, {kJmesNumbers | kJmesStrings}, maximum},
    JmesFunction{"max_by", 2, false, {kJmesArray, kJmesExpression}, maximumBy},
    JmesFunction{"merge", 1, true, {kJmesObject, kJmesObject}, merge},
    JmesFunction{"min", 1, false, {kJmesNumbers | kJmesStrings}, minimum},
    JmesFunction{"min_by", 2, false, {kJmesArray, kJmesExpression}, minimumBy},
    JmesFunction{"not_null", 1, true, {kJmesAny, kJmesAny}, notNull},
    JmesFunction{"reverse", 1, false, {kJmesString | kJmesArray}, reverse},
    JmesFunction{"sort", 1, false, {kJmesNumbers | kJmesStrings}, sorted},
    JmesFunction{"sort_by", 2, false, {kJmesArray, kJmesExpression}, sortedBy},
    JmesFunction{"starts_with", 2, false, {kJmesString, kJmesString}, startsWith},
    JmesFunction{"sum", 1, false, {kJmesNumbers}, sum},
    JmesFunction{"to_array", 1, false, {kJmesAny}, toArray},
    JmesFunction{"to_number", 1, false, {kJmesAny}, toNumber},
    JmesFunction{"to_string", 1, false, {kJmesAny}, toString},
    JmesFunction{"type", 1, false, {kJmesAny}, typeOf},
    JmesFunction{"values", 1, false, {kJmesObject}, values},
};

bool allItems(const Value& list, bool (*holds)(const Value&)) {
  return list.is_array() && std::all_of(list.begin(), list.end(), holds);
}

bool fits(const Value& value, unsigned types) {
  if (value.is_number()) return (types & kJmesNumber) != 0;
  if (value.is_string()) return (types & kJmesString) != 0;
  if (value.is_boolean()) return (types & kJmesBoolean) != 0;
  if (value.is_object()) return (types & kJmesObject) != 0;
  if (value.is_null() || value.is_discarded()) return (types & kJmesNull) != 0;
  if (value.is_binary()) return types == kJmesAny;
  if ((types & kJmesArray) != 0) return true;
  if ((types & kJmesNumbers) != 0 &&
      allItems(value, [](const Value& item) { return item.is_number(); })) {
    return true;
  }
  return (types & kJmesStrings) != 0 &&
         allItems(value, [](const Value& item) { return item.is_string(); });
}

std::string describeTypes(unsigned types) {
  constexpr std::array<std::pair<unsigned, std::string_view>, 7> kNames = {{
      {kJmesNumber, "number"},
      {kJmesString, "string"},
      {kJmesArray, "array"},
      {kJmesObject, "object"},
      {kJmesExpression, "expression reference"},
      {kJmesNumbers, "array of numbers"},
      {kJmesStrings, "array of strings"},
  }};
  if (types == kJmesAny) return "value";
  std::string text;
  for (const auto& [type, name] : kNames) {
    if ((types & type) == 0) continue;
    if (!text.empty()) text += " or ";
    text += name;
  }
  return text;
}

}  // namespace

Result<Value> JmesCall::apply(const Value& item) const {
  return evaluateJmesPath(*expression, item).map([](JmesOperand operand) {
    return std::move(operand).take();
  });
}

const JmesFunction* findJmesFunction(std::string_view name) {
  for (const JmesFunction& function : kFunctions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::optional<std::string> checkArity(const JmesFunction& function, std::size_t count) {
  if (count == function.count || (function.variadic && count > function.count)) {
    return std::nullopt;
  }
  return "invalid-arity: function " + std::string(function.name) + " takes " +
         (function.variadic ? "at least " : "") + std::to_string(function.count) +
         " argument(s), got " + std::to_string(count);
}

Result<Value> callJmesFunction(const JmesCall& call) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const unsigned types = call.function.types[std::min<std::size_t>(i, 1)];
    const Value* value = call.arguments[i].value;
    const bool wants_expression = (types & kJmesExpression) != 0;
    if (value == nullptr ? wants_expression : !wants_expression && fits(*value, types)) continue;
    const std::string got =
        value == nullptr ? "expression reference" : std::string(typeName(*value));
    return base::fail(base::ErrorCode::kInvalidArgument,
                      "invalid-type: function " + std::string(call.function.name) + " argument " +
                          std::to_string(i + 1) + ": expected " + describeTypes(types) + ", got " +
                          got);
  }
  return call.function.call(call);
}

}  // namespace hrp::expression
