#pragma once
// How values become request bodies other than JSON (hrp/expression/json_text.hpp): HTML forms.

#include <string>
#include <string_view>

#include "hrp/expression/json_text.hpp"
#include "hrp/expression/value.hpp"

namespace hrp::engine {

using expression::appendJson;

inline constexpr std::string_view kJsonType = "application/json; charset=utf-8";

// "a=1&b=x+y" with sorted names, form-escaped.
// Whether a map as a body is sent as a form, as its Content-Type says.
[[nodiscard]] bool isFormType(std::string_view content_type);
void appendForm(std::string& out, const expression::Value& map);

}  // namespace hrp::engine
