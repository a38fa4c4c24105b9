#pragma once
// Reading the items of a Postman collection, where lists hold {key, value, disabled}. Pure.

#include <string>
#include <vector>

#include "import/ordered_access.hpp"

namespace hrp::import {

[[nodiscard]] inline bool isDisabled(const OrderedValue& item) {
  const OrderedValue& value = valueIn(item, "disabled");
  const OrderedValue& enabled = valueIn(item, "enabled");  // of environments
  return (value.is_boolean() && value.get<bool>()) ||
         (enabled.is_boolean() && !enabled.get<bool>());
}

[[nodiscard]] inline std::vector<OrderedValue> enabledOf(const OrderedValue& list) {
  std::vector<OrderedValue> out;
  if (!list.is_array()) return out;
  for (const OrderedValue& item : list) {
    if (item.is_object() && !isDisabled(item)) out.push_back(item);
  }
  return out;
}

// "a.b" of ["a", "b"], a text as it is; elements may be {"value": …}.
[[nodiscard]] inline std::string joinedTexts(const OrderedValue& parts,
                                             const std::string& separator) {
  if (parts.is_string()) return parts.get<std::string>();
  std::string out;
  if (!parts.is_array()) return out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += separator;
    out += parts[i].is_string() ? parts[i].get<std::string>() : textIn(parts[i], "value");
  }
  return out;
}

}  // namespace hrp::import
