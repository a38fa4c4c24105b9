#pragma once
// RequestReader: takes HTTP/1 requests apart for the test server. It trusts its client, which is
// the one under test, as far as memory goes.

#include <string>
#include <string_view>

#include "support/server/test_endpoints.hpp"

namespace hrp::testing {

class RequestReader {
 public:
  enum class Parse { kIncomplete, kReady, kBad };
  static constexpr std::size_t kMaxRequest = 80u << 20;

  // `http2`: what may become HTTP/2's preface is not judged yet.
  explicit RequestReader(bool http2) : http2_(http2) {}

  // The request at the front of `text`, and how much of it that is. The request refers to `text`
  // and, for a chunked body, to the reader until its next call.
  Parse next(std::string_view text, ServerRequest& request, std::size_t& consumed);

 private:
  Parse readChunks(std::string_view text, std::size_t& used);

  bool http2_;
  std::string chunks_;
};

}  // namespace hrp::testing
