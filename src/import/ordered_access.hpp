#pragma once
// Reading the documents of other tools, where anything may be missing: what is not there is null,
// empty text or an empty list. Pure.

#include <string>

#include "hrp/import/convert.hpp"

namespace hrp::import {

[[nodiscard]] inline const OrderedValue& valueIn(const OrderedValue& map, const char* key) {
  static const OrderedValue kNothing;
  const auto found = map.is_object() ? map.find(key) : map.end();
  return found == map.end() ? kNothing : *found;
}

// Numbers and flags are taken as they are written: some tools keep them as text, some do not.
[[nodiscard]] inline std::string textIn(const OrderedValue& map, const char* key) {
  const OrderedValue& value = valueIn(map, key);
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() || value.is_structured() ? std::string() : value.dump();
}

[[nodiscard]] inline const OrderedValue& listIn(const OrderedValue& map, const char* key) {
  static const OrderedValue kEmpty = OrderedValue::array();
  const OrderedValue& value = valueIn(map, key);
  return value.is_array() ? value : kEmpty;
}

}  // namespace hrp::import
