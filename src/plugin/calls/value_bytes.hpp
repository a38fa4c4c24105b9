#pragma once
// Bytes in values that travel as JSON, which has no form for them: {"\0bytes": BASE64}. A map of an
// author with this one key and base64 in it would be taken for bytes; the NUL makes it unlikely.
// Pure.

#include <string_view>

#include "hrp/expression/value.hpp"

namespace hrp::plugin {

// What a JSON text holds when it may hold bytes; a fast way past all others.
inline constexpr std::string_view kBytesInText = "{\"\\u0000bytes\":";

// Or a value that was never set, which is null in JSON.
[[nodiscard]] bool holdsBytes(const expression::Value& value);
// The value with each piece of bytes in its JSON form, and back. Values nest at most
// expression::kMaxValueDepth deep; what is deeper stays as it is.
[[nodiscard]] expression::Value withBytesMarked(const expression::Value& value);
void unmarkBytes(expression::Value& value);

}  // namespace hrp::plugin
