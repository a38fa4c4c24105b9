#pragma once
// JSON whose whole numbers are exact. Pure.

#include <string>
#include <string_view>

#include "hrp/expression/value.hpp"

namespace hrp::plugin {

struct ExactJson {
  bool good = false;  // else `value` is of no use
  expression::Value value;
  std::string too_large;  // a whole number that does not fit 64 bits, when that is what is wrong
};

// nlohmann/json alone would round such a number to a double.
[[nodiscard]] ExactJson parseExactJson(std::string_view text);

}  // namespace hrp::plugin
