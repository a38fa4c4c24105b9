// Fuzzes the HTTP/1.1 response parser: the first byte says whether the request was HEAD and how
// long the pieces are; a response that comes in pieces reads as it does whole, as does one whose
// head the reader knows, and one whose body nobody reads has the same size.

#include <cstdlib>

#include "http/http1/response_parser.hpp"

namespace {

using hrp::http::HeadReader;
using hrp::http::ResponseParser;

constexpr hrp::http::ResponseLimits kLimits{.max_body_bytes = 1 << 16, .max_head_bytes = 1 << 12};

struct Outcome {
  ResponseParser::Status status;
  int code = 0;
  std::string body;
  std::size_t fields = 0;
  bool keep_alive = false;
  std::uint64_t body_bytes = 0;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome parse(std::string_view text, std::size_t piece, ResponseParser::Asked asked,
              HeadReader& heads) {
  ResponseParser parser(heads);
  parser.reset(asked);
  auto status = ResponseParser::Status::kNeedMore;
  for (std::size_t at = 0; at < text.size() && status == ResponseParser::Status::kNeedMore;
       at += piece) {
    status = parser.feed(text.substr(at, piece));
  }
  if (status == ResponseParser::Status::kNeedMore) status = parser.finish();
  if (status == ResponseParser::Status::kFailed) {
    if (parser.error().empty()) std::abort();
    return {status, 0, {}, 0, false, 0};
  }
  const auto& response = parser.response();
  return {status,
          response.status,
          std::string(response.body),
          response.headers.size(),
          parser.keepAlive(),
          response.body_bytes};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const bool head = (data[0] & 1) != 0;
  const std::size_t piece = 1 + static_cast<std::size_t>(data[0] >> 1);
  const std::size_t all = std::max<std::size_t>(text.size(), 1);
  HeadReader heads(kLimits);
  const Outcome whole = parse(text, all, {.no_body = head}, heads);
  const Outcome again = parse(text, all, {.no_body = head}, heads);
  if (whole != again) std::abort();
  HeadReader others(kLimits);
  const Outcome pieces = parse(text, piece, {.no_body = head}, others);
  const Outcome counted = parse(text, piece, {.no_body = head, .body_unread = true}, others);
  if (whole.status != pieces.status) std::abort();
  if (whole.code != pieces.code || whole.body != pieces.body) std::abort();
  if (whole.fields != pieces.fields) std::abort();
  // Only a body beyond the limit may be told apart.
  if (whole.status == ResponseParser::Status::kComplete &&
      (counted.status != whole.status || counted.body_bytes != whole.body_bytes)) {
    std::abort();
  }
  return 0;
}
