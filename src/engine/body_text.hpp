#pragma once
// How values become request bodies: JSON as Go's encoding/json writes it, and HTML forms.

#include <string>
#include <string_view>

#include "hrp/expression/value.hpp"

namespace hrp::engine {

// Sorted keys, no blanks, `<`, `>` and `&` as \u003c, \u003e and \u0026, 2.0 as 2.
void appendJson(std::string& out, const expression::Value& value);
// "a=1&b=x+y" with sorted names, form-escaped.
void appendForm(std::string& out, const expression::Value& map);

}  // namespace hrp::engine
