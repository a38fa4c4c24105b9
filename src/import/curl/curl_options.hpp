#pragma once
// CurlOptions: every option of curl 8 by its name, and what becomes of it in a testcase: done, said
// in a note, ignored because no request changes by it, or refused with what to do instead
// (curl.se/docs/manpage.html). Pure; any thread.

#include <cstdint>
#include <string_view>
#include <vector>

namespace hrp::import {

// What an option that is done changes in the command.
enum class CurlAction : std::uint8_t {
  kNone,
  kUrl,
  kUrlQuery,
  kMethod,
  kHeader,
  kData,
  kDataRaw,
  kDataBinary,
  kDataUrlEncode,
  kJson,
  kDataInUrl,
  kForm,
  kFormString,
  kUpload,
  kCookie,
  kUser,
  kBearer,
  kChallenge,  // credentials that are sent when the server asks for them
  kUserAgent,
  kReferer,
  kRange,
  kContinueAt,
  kInsecure,
  kFollow,
  kMaxTime,
  kHead,
  kHttp1,
  kHttp2,
  kHttp2Only,
  kCertificate,
  kKey,
  kNoGlobbing,
  kPathAsIs,
  kTransferEncoding,
  kNext,
};

enum class CurlTreatment : std::uint8_t { kDone, kNoted, kIgnored, kRefused };

struct CurlOption {
  char letter;  // '\0': none
  std::string_view name;
  bool takes_value;
  CurlTreatment treatment;
  CurlAction action;
  std::string_view reason;  // of kNoted and kIgnored: what it means here; of kRefused: what to do
};

[[nodiscard]] const CurlOption* curlOptionByLetter(char letter);
// Also the "--no-…" form of a flag, which switches it off, and "--expand-…".
[[nodiscard]] const CurlOption* curlOptionByName(std::string_view name);
[[nodiscard]] bool curlOptionIsSwitchedOff(std::string_view name, const CurlOption& option);

}  // namespace hrp::import
