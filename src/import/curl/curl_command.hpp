#pragma once
// CurlCommand: what the words of a curl command ask for (curl.se/docs/manpage.html). Options that
// only change what curl prints are taken and forgotten; options that hrp cannot follow are errors
// that name them. Pure; any thread.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "import/curl/shell_words.hpp"

namespace hrp::import {

struct CurlData {
  enum class Kind { kText, kRaw, kBinary, kUrlEncoded, kJson };
  Kind kind = Kind::kText;
  std::string value;
  std::string place;
};

struct CurlPart {
  std::string value;     // "name=content", as written
  bool literal = false;  // --form-string
  std::string place;
};

// One transfer: the options of a command up to --next, and each of its URLs.
struct CurlCommand {
  std::string place;  // of the first word
  std::vector<ShellWord> urls;
  std::vector<CurlData> url_queries;  // --url-query
  std::string method;                 // empty: as the rest says
  std::vector<ShellWord> headers;     // "Name: value", as written
  std::vector<CurlData> data;
  std::vector<CurlPart> parts;
  std::vector<ShellWord> cookies;
  std::optional<ShellWord> user;
  std::optional<std::string> bearer;
  std::optional<std::string> user_agent;
  std::optional<std::string> referer;
  std::optional<std::string> range;
  std::optional<std::string> proxy;
  std::optional<double> max_time_s;
  bool data_in_url = false;  // -G
  bool head = false;
  bool insecure = false;
  bool follow = false;
  bool http2 = false;
  bool globbing = true;
};

// `words` begins behind "curl". No URL at all is an error.
[[nodiscard]] base::Result<std::vector<CurlCommand>> readCurlWords(
    const std::vector<ShellWord>& words, const std::string& place);

}  // namespace hrp::import
