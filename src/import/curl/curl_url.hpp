#pragma once
// CurlUrl: a URL word as curl takes it: its patterns, its default scheme, dots in its path. Pure;
// any thread.

#include <string>
#include <string_view>
#include <vector>

#include "hrp/base/error.hpp"
#include "import/curl/shell/shell_words.hpp"

namespace hrp::import {

inline constexpr std::size_t kMostGlobbedUrls = 1000;

// What {a,b} and [1-3] stand for, the last pattern first; brackets of an IPv6 address, empty ones
// and those behind a backslash are characters. A pattern that curl refuses is an error.
[[nodiscard]] base::Result<std::vector<std::string>> globbedUrls(const ShellWord& url);

struct CurlUrlSettings {
  bool path_as_is = false;
  std::string upload;  // the path of -T: its name goes behind a URL without one
};
// Complete, without blanks around it and without a fragment. Another scheme than http and https is
// an error.
[[nodiscard]] base::Result<std::string> curlUrl(std::string_view text, const std::string& place,
                                                const CurlUrlSettings& settings);

// The path with its `.` and `..` taken out (RFC 3986 5.2.4), also as %2e.
[[nodiscard]] std::string foldedPath(std::string_view path);

}  // namespace hrp::import
