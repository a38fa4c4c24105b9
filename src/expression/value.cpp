#include "hrp/expression/value.hpp"

#include <charconv>
#include <cmath>

#include "expression/number.hpp"

namespace hrp::expression {
namespace {

// The longest double without an exponent has a sign, "0." and 324 zeros before 17 digits.
constexpr std::size_t kLongestDouble = 400;
constexpr double kTwoTo53 = 9007199254740992.0;  // from here on every double is whole

void appendDouble(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += std::isnan(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
    return;
  }
  char digits[kLongestDouble];
  if (std::abs(number) < kTwoTo53) {
    const auto end =
        std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
    out.append(digits, end.ptr);
    return;
  }
  // Here the fixed form would print every digit of the binary value; Go fills up the shortest
  // digits with zeros.
  const auto end =
      std::to_chars(digits, digits + sizeof digits, number, std::chars_format::scientific);
  const std::string_view text(digits, static_cast<std::size_t>(end.ptr - digits));
  const std::size_t mark = text.find('e');
  int exponent = 0;
  std::from_chars(digits + mark + 2, end.ptr, exponent);  // behind "e+"
  for (const char c : text.substr(0, mark)) {
    if (c == '.') continue;
    out += c;
    if (c != '-') --exponent;
  }
  out.append(static_cast<std::size_t>(exponent) + 1, '0');
}

template <class Integer>
void appendInteger(std::string& out, Integer number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end.ptr);
}

void appendNested(std::string& out, const Value& value, int depth);

void appendList(std::string& out, const Value& list, int depth) {
  out += '[';
  bool first = true;
  for (const Value& item : list) {
    if (!first) out += ' ';
    first = false;
    appendNested(out, item, depth + 1);
  }
  out += ']';
}

void appendMap(std::string& out, const Value& map, int depth) {
  out += "map[";
  bool first = true;
  for (const auto& [key, item] : map.get_ref<const Value::object_t&>()) {
    if (!first) out += ' ';
    first = false;
    out += key;
    out += ':';
    appendNested(out, item, depth + 1);
  }
  out += ']';
}

void appendNested(std::string& out, const Value& value, int depth) {
  if (depth > kMaxValueDepth) {
    out += "...";
    return;
  }
  switch (value.type()) {
    case Value::value_t::string:
      out += value.get_ref<const std::string&>();
      return;
    case Value::value_t::number_integer:
      appendInteger(out, value.get<std::int64_t>());
      return;
    case Value::value_t::number_unsigned:
      appendInteger(out, value.get<std::uint64_t>());
      return;
    case Value::value_t::number_float:
      appendDouble(out, value.get<double>());
      return;
    case Value::value_t::boolean:
      out += value.get<bool>() ? "true" : "false";
      return;
    case Value::value_t::array:
      appendList(out, value, depth);
      return;
    case Value::value_t::object:
      appendMap(out, value, depth);
      return;
    case Value::value_t::binary:
      out.append(value.get_binary().begin(), value.get_binary().end());
      return;
    case Value::value_t::null:
    case Value::value_t::discarded:
      out += "<nil>";
      return;
  }
}

bool equalNested(const Value& left, const Value& right, int depth);

bool equalLists(const Value& left, const Value& right, int depth) {
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (!equalNested(left[i], right[i], depth + 1)) return false;
  }
  return true;
}

bool equalMaps(const Value& left, const Value& right, int depth) {
  if (left.size() != right.size()) return false;
  auto other = right.get_ref<const Value::object_t&>().begin();
  for (const auto& [key, item] : left.get_ref<const Value::object_t&>()) {
    if (key != other->first || !equalNested(item, other->second, depth + 1)) return false;
    ++other;
  }
  return true;
}

bool equalNested(const Value& left, const Value& right, int depth) {
  if (depth > kMaxValueDepth) return false;
  if (left.is_number() && right.is_number()) {
    return std::is_eq(compareNumbers(left, right));
  }
  if (left.type() != right.type()) return false;
  if (left.is_array()) return equalLists(left, right, depth);
  if (left.is_object()) return equalMaps(left, right, depth);
  if (left.is_discarded()) return true;
  return left == right;
}

}  // namespace

std::string toText(const Value& value) {
  std::string out;
  appendText(out, value);
  return out;
}

void appendText(std::string& out, const Value& value) {
  appendNested(out, value, 0);
}

bool deepEqual(const Value& left, const Value& right) {
  return equalNested(left, right, 0);
}

}  // namespace hrp::expression
