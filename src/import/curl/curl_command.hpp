#pragma once
// CurlCommand: what the words of a curl command ask for (curl.se/docs/manpage.html). Every option
// of curl 8 is known (curl_options.hpp). Pure; any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hrp/base/error.hpp"
#include "import/curl/shell/shell_words.hpp"

namespace hrp::import {

struct CurlData {
  enum class Kind : std::uint8_t { kText, kRaw, kBinary, kUrlEncoded, kJson };
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
  std::vector<ShellWord> uploads;  // -T, one for each URL
  std::vector<ShellWord> cookies;
  std::optional<ShellWord> user;
  std::optional<std::string> bearer;
  std::optional<std::string> user_agent;
  std::optional<std::string> referer;
  std::optional<std::string> range;
  std::optional<ShellWord> certificate;
  std::optional<ShellWord> key;
  std::optional<double> max_time_s;
  bool data_in_url = false;  // -G
  bool head = false;
  bool insecure = false;
  bool follow = false;
  bool http2 = false;       // offered, for https
  bool http2_only = false;  // spoken at once
  bool globbing = true;
  bool path_as_is = false;
  bool challenge = false;  // credentials only on request: --digest and its like
  bool compressed_transfer = false;
  std::vector<std::string> notes;  // what no testcase can say, with its place
};

// `words` begins behind "curl". No URL at all is an error.
[[nodiscard]] base::Result<std::vector<CurlCommand>> readCurlWords(
    const std::vector<ShellWord>& words, const std::string& place);

}  // namespace hrp::import
