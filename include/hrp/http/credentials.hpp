#pragma once
// Credentials of URLs as HTTP sends them (RFC 7617), and the two codings that they need. Pure.

#include <string>
#include <string_view>

namespace hrp::http {

[[nodiscard]] std::string base64(std::string_view bytes);
// Escapes that are none stay as they are.
[[nodiscard]] std::string percentDecoded(std::string_view text);
// "user:p%40ss", as written in a URL, → "Basic dXNlcjpwQHNz"; a missing password is an empty one.
[[nodiscard]] std::string basicCredentials(std::string_view userinfo);

}  // namespace hrp::http
