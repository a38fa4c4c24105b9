#pragma once
// What the readers of responses share, whatever the version of HTTP: how far a reading has come,
// what was asked for, and the bounds that hold. Plain values; any thread.

#include <cstddef>
#include <cstdint>
#include <string>

#include "hrp/http/exchange.hpp"
#include "hrp/http/validation_policy.hpp"

namespace hrp::http {

enum class ReadStatus : std::uint8_t { kNeedMore, kComplete, kFailed };

// What the request was, as far as it says how its response ends.
struct Asked {
  bool no_body = false;         // HEAD, or a CONNECT that succeeds
  bool upgrade = false;         // 101 is an answer, and ends the response
  bool body_unread = false;     // only its size counts; of any size, unless it has a coding
  std::size_t shown_bytes = 0;  // of a body that is unread, so much is kept all the same
};

[[nodiscard]] inline Asked askedBy(const Request& request) {
  return {request.head_method, request.upgrade, request.body_unread, request.shown_bytes};
}

// Of one response over HTTP/1 or HTTP/2.
struct ResponseLimits {
  std::uint64_t max_body_bytes = 64ull << 20;
  std::size_t max_head_bytes = 64 << 10;
  std::size_t max_fields = 512;
  int max_interim = 32;  // 1xx responses before the final one
  ValidationPolicy policy{};

  // What is said of a body beyond its limit: "response body beyond the limit of 64 MiB".
  [[nodiscard]] std::string bodyTooLarge() const;
};

// Which responses have no body, whatever their head says (RFC 9110 6.4.1).
[[nodiscard]] inline bool isBodiless(const Asked& asked, int status) {
  return asked.no_body || status == 204 || status == 304 || status == 101;
}

}  // namespace hrp::http
