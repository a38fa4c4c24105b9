#pragma once
// Small pieces of HTTP text: header names, tokens, cookie values. Pure functions.

#include <string>
#include <string_view>

#include "hrp/http/ascii.hpp"

namespace hrp::engine {

// "content-type" → "Content-Type" (as Go's net/textproto); a name that is no token stays as it is.
[[nodiscard]] std::string canonicalHeaderName(std::string_view name);
[[nodiscard]] bool isToken(std::string_view text);
[[nodiscard]] bool isFieldValue(std::string_view text);  // no line break, no NUL
using http::equalsIgnoreCase;
// Of a Transfer-Encoding: the only coding that a request is sent with.
[[nodiscard]] bool isChunkedCoding(std::string_view field_value);
[[nodiscard]] bool startsWithIgnoreCase(std::string_view text, std::string_view lower_prefix);

// One more field of a head.
inline void appendField(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

[[nodiscard]] std::string upperCase(std::string_view text);

// "name=value" as Go sends a cookie: bytes that may not stand in a value are left out, a value with
// a blank or comma is quoted; "; " before it when `out` holds a cookie already.
void appendCookie(std::string& out, std::string_view name, std::string_view value);
// Appends the pairs of the Cookie field value `pairs` whose names are not in that of `stronger`.
void appendOtherCookies(std::string& out, std::string_view pairs, std::string_view stronger);

[[nodiscard]] std::string formDecoded(std::string_view text);  // also `+` as a blank

}  // namespace hrp::engine
