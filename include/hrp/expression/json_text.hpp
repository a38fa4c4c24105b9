#pragma once
// JSON text as Go's encoding/json writes it, which is how a body is sent: sorted keys, no blanks,
// `<`, `>` and `&` as \u003c, \u003e and \u0026, 2.0 as 2. Pure; any thread.

#include <string>

#include "hrp/expression/value.hpp"

namespace hrp::expression {

void appendJson(std::string& out, const Value& value);
// Escapes what stands in `text` from `from` on, for between the quotes of a JSON string.
void escapeJson(std::string& text, std::size_t from);

}  // namespace hrp::expression
