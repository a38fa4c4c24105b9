#pragma once
// CookieFile: the cookies of a file as curl keeps it (-b FILE): lines of Netscape's format
// (curl.se/docs/http-cookies.html) or `Set-Cookie:` lines. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>

namespace hrp::import {

// "a=1; b=2" for a URL, in the order in which curl sends them; empty when there are none. Cookies
// that end before `now_s` (seconds since 1970) are left out.
[[nodiscard]] std::string cookiesOfFile(std::string_view content, std::string_view url,
                                        std::int64_t now_s);

}  // namespace hrp::import
