#include "hrp/expression/comparator.hpp"

#include <array>
#include <cmath>
#include <unordered_map>

#include "expression/case_fold.hpp"
#include "expression/number.hpp"
#include "hrp/expression/regex.hpp"

namespace hrp::expression {
namespace {

using base::ErrorCode;
using base::Result;

const char* kindName(const Value& value) {
  switch (value.type()) {
    case Value::value_t::string:
      return "text";
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned:
    case Value::value_t::number_float:
      return "a number";
    case Value::value_t::boolean:
      return "true or false";
    case Value::value_t::array:
      return "a list";
    case Value::value_t::object:
      return "a map";
    case Value::value_t::binary:
      return "bytes";
    case Value::value_t::null:
    case Value::value_t::discarded:
      break;
  }
  return "null";
}

Result<bool> equal(const Value& actual, const Value& expected) {
  return deepEqual(actual, expected);
}

Result<bool> notEqual(const Value& actual, const Value& expected) {
  return !deepEqual(actual, expected);
}

Result<std::partial_ordering> order(const Value& actual, const Value& expected) {
  if (actual.is_number() && expected.is_number()) return compareNumbers(actual, expected);
  if (actual.is_string() && expected.is_string()) {
    const int sign =
        actual.get_ref<const std::string&>().compare(expected.get_ref<const std::string&>());
    return sign <=> 0;
  }
  return base::fail(ErrorCode::kInvalidArgument, std::string("cannot order ") + kindName(actual) +
                                                     " and " + kindName(expected) +
                                                     ": both must be numbers or both text");
}

template <bool (*Holds)(std::partial_ordering)>
Result<bool> ordered(const Value& actual, const Value& expected) {
  return order(actual, expected).map([](std::partial_ordering sign) { return Holds(sign); });
}

Result<bool> containsIn(const Value& whole, const Value& part) {
  if (whole.is_string() && part.is_string()) {
    return whole.get_ref<const std::string&>().find(part.get_ref<const std::string&>()) !=
           std::string::npos;
  }
  if (whole.is_array()) {
    for (const Value& item : whole) {
      if (deepEqual(item, part)) return true;
    }
    return false;
  }
  if (whole.is_object() && part.is_string()) {
    return whole.contains(part.get_ref<const std::string&>());
  }
  return base::fail(ErrorCode::kInvalidArgument,
                    std::string(kindName(whole)) + " cannot contain " + kindName(part));
}

Result<bool> contains(const Value& actual, const Value& expected) {
  return containsIn(actual, expected);
}

Result<bool> containedBy(const Value& actual, const Value& expected) {
  return containsIn(expected, actual);
}

// A whole number from a response counts as an int, however it was written there; the example is
// taken as it was written.
Result<bool> typeMatch(const Value& actual, const Value& expected) {
  if (!actual.is_number() || !expected.is_number()) {
    return std::string_view(kindName(actual)) == kindName(expected);
  }
  const bool actual_is_float = actual.is_number_float() && !isWhole(actual.get<double>());
  return actual_is_float == expected.is_number_float();
}

template <bool (*Holds)(std::string_view, std::string_view)>
Result<bool> onTexts(const Value& actual, const Value& expected) {
  if (!actual.is_string() || !expected.is_string()) {
    return base::fail(ErrorCode::kInvalidArgument, std::string("both must be text, but got ") +
                                                       kindName(actual) + " and " +
                                                       kindName(expected));
  }
  return Holds(actual.get_ref<const std::string&>(), expected.get_ref<const std::string&>());
}

bool startsWith(std::string_view text, std::string_view start) {
  return text.starts_with(start);
}
bool endsWith(std::string_view text, std::string_view end) {
  return text.ends_with(end);
}

std::optional<std::size_t> lengthOf(const Value& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().size();
  if (value.is_binary()) return value.get_binary().size();
  if (value.is_array() || value.is_object()) return value.size();
  return std::nullopt;
}

template <bool (*Holds)(std::partial_ordering)>
Result<bool> lengthOrdered(const Value& actual, const Value& expected) {
  const auto length = lengthOf(actual);
  if (!length) {
    return base::fail(ErrorCode::kInvalidArgument,
                      std::string(kindName(actual)) + " has no length");
  }
  if (!expected.is_number()) {
    return base::fail(ErrorCode::kInvalidArgument,
                      "expected length must be a number, not " + std::string(kindName(expected)));
  }
  // A fraction is cut off, as in the Go version.
  const Value whole =
      expected.is_number_float() ? Value(std::trunc(expected.get<double>())) : expected;
  return Holds(compareNumbers(Value(*length), whole));
}

Result<bool> stringEquals(const Value& actual, const Value& expected) {
  return toText(actual) == toText(expected);
}

// Compiling a pattern costs far more than matching it, and the same few come with every response.
Result<Regex> cachedRegex(const std::string& pattern) {
  constexpr std::size_t kMaxCached = 64;
  thread_local std::unordered_map<std::string, Regex> cache;
  if (const auto found = cache.find(pattern); found != cache.end()) return found->second;
  auto regex = Regex::compile(pattern);
  if (!regex) return regex;
  if (cache.size() >= kMaxCached) cache.clear();
  cache.emplace(pattern, *regex);
  return regex;
}

Result<bool> regexMatch(const Value& actual, const Value& expected) {
  auto regex = cachedRegex(toText(expected));
  if (!regex) return base::fail(regex.error().within("expected value"));
  if (actual.is_string()) return regex->found(actual.get_ref<const std::string&>());
  return regex->found(toText(actual));
}

struct Alias {
  std::string_view name;
  const Comparator* comparator;
};

constexpr Comparator kEqual{"equal", equal, true};
constexpr Comparator kNotEqual{"not_equal", notEqual};
constexpr Comparator kLess{"less_than", ordered<std::is_lt>};
constexpr Comparator kLessOrEqual{"less_or_equals", ordered<std::is_lteq>};
constexpr Comparator kGreater{"greater_than", ordered<std::is_gt>};
constexpr Comparator kGreaterOrEqual{"greater_or_equals", ordered<std::is_gteq>};
constexpr Comparator kContains{"contains", contains};
constexpr Comparator kContainedBy{"contained_by", containedBy};
constexpr Comparator kTypeMatch{"type_match", typeMatch};
constexpr Comparator kStartsWith{"startswith", onTexts<startsWith>};
constexpr Comparator kEndsWith{"endswith", onTexts<endsWith>};
constexpr Comparator kEqualFold{"equal_fold", onTexts<equalFold>};
constexpr Comparator kLengthEqual{"length_equals", lengthOrdered<std::is_eq>};
constexpr Comparator kLengthLess{"length_less_than", lengthOrdered<std::is_lt>};
constexpr Comparator kLengthLessOrEqual{"length_less_or_equals", lengthOrdered<std::is_lteq>};
constexpr Comparator kLengthGreater{"length_greater_than", lengthOrdered<std::is_gt>};
constexpr Comparator kLengthGreaterOrEqual{"length_greater_or_equals", lengthOrdered<std::is_gteq>};
constexpr Comparator kStringEquals{"string_equals", stringEquals};
constexpr Comparator kRegexMatch{"regex_match", regexMatch};

constexpr std::array kAliases = {
    Alias{"eq", &kEqual},
    Alias{"equal", &kEqual},
    Alias{"equals", &kEqual},
    Alias{"ne", &kNotEqual},
    Alias{"not_equal", &kNotEqual},
    Alias{"lt", &kLess},
    Alias{"less_than", &kLess},
    Alias{"le", &kLessOrEqual},
    Alias{"less_or_equals", &kLessOrEqual},
    Alias{"gt", &kGreater},
    Alias{"greater_than", &kGreater},
    Alias{"ge", &kGreaterOrEqual},
    Alias{"greater_or_equals", &kGreaterOrEqual},
    Alias{"contains", &kContains},
    Alias{"contained_by", &kContainedBy},
    Alias{"type_match", &kTypeMatch},
    Alias{"startswith", &kStartsWith},
    Alias{"endswith", &kEndsWith},
    Alias{"equal_fold", &kEqualFold},
    Alias{"len_eq", &kLengthEqual},
    Alias{"length_equal", &kLengthEqual},
    Alias{"length_equals", &kLengthEqual},
    Alias{"len_lt", &kLengthLess},
    Alias{"count_lt", &kLengthLess},
    Alias{"length_less_than", &kLengthLess},
    Alias{"len_le", &kLengthLessOrEqual},
    Alias{"count_le", &kLengthLessOrEqual},
    Alias{"length_less_or_equals", &kLengthLessOrEqual},
    Alias{"len_gt", &kLengthGreater},
    Alias{"count_gt", &kLengthGreater},
    Alias{"length_greater_than", &kLengthGreater},
    Alias{"len_ge", &kLengthGreaterOrEqual},
    Alias{"count_ge", &kLengthGreaterOrEqual},
    Alias{"length_greater_or_equals", &kLengthGreaterOrEqual},
    Alias{"str_eq", &kStringEquals},
    Alias{"string_equals", &kStringEquals},
    Alias{"regex_match", &kRegexMatch},
};

}  // namespace

const Comparator* findComparator(std::string_view name) {
  for (const Alias& alias : kAliases) {
    if (alias.name == name) return alias.comparator;
  }
  return nullptr;
}

std::vector<std::string_view> comparatorNames() {
  std::vector<std::string_view> names;
  names.reserve(kAliases.size());
  for (const Alias& alias : kAliases) names.push_back(alias.name);
  return names;
}

}  // namespace hrp::expression
