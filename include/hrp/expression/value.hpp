#pragma once
// Value: what variables, expressions and JSON documents hold: null, bool, 64-bit integers, doubles,
// text, bytes, lists and maps. It is nlohmann::json, whose `discarded` state marks a variable that
// is not set.
//
// These functions are pure; any thread may call them. Values nest at most kMaxValueDepth levels for
// them: what lies deeper prints as "..." and is not equal to anything, so that a hostile document
// cannot exhaust the stack.

#include <nlohmann/json.hpp>
#include <string>

namespace hrp::expression {

using Value = nlohmann::json;

[[nodiscard]] inline Value unsetValue() {
  return Value(Value::value_t::discarded);
}
[[nodiscard]] inline bool isSet(const Value& value) {
  return !value.is_discarded();
}

inline constexpr int kMaxValueDepth = 1000;

// Text as the Go version embeds a value in other text: 2.0 is "2", null "<nil>", a list "[1
// x 2.5]", a map "map[k:v n:1]" with sorted keys. Bytes
// are taken as they are.
[[nodiscard]] std::string toText(const Value& value);
void appendText(std::string& out, const Value& value);

// Equal with numbers compared as numbers whatever their kind, at any depth.
[[nodiscard]] bool deepEqual(const Value& left, const Value& right);

}  // namespace hrp::expression
