// Fuzzes Http2Session: the first byte says what was asked and how long the pieces are. Whatever a
// server sends reads the same however it is cut, fails with a reason, and leaves a session that can
// still be asked for output, cancelled and left.

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

#include "http/http2/http2_session.hpp"

namespace {

using hrp::http::Http2Exchange;
using hrp::http::Http2Session;
using Status = Http2Session::Status;

constexpr hrp::http::ResponseLimits kFuzzLimits{.max_body_bytes = 1 << 16,
                                                .max_head_bytes = 1 << 12};
// More than the peer's first window, so that a body waits for it.
constexpr std::size_t kUploadBytes = 70'000;

struct Http2Outcome {
  Status status = Status::kNeedMore;
  int code = 0;
  std::string body;
  std::size_t fields = 0;
  // nghttp2 counts a CONTINUATION frame once for each piece that its head comes in.
  bool too_many = false;
  bool operator==(const Http2Outcome&) const = default;
};

void drain(Http2Session& session) {
  for (int turn = 0; turn < 10'000; ++turn) {
    const std::string_view out = session.output();
    if (out.empty()) return;
    session.sent(std::max<std::size_t>(out.size() / 2, 1));
  }
  std::abort();
}

Http2Outcome read(std::string_view bytes, std::size_t piece, unsigned asked) {
  static const std::string upload(kUploadBytes, 'u');
  static const hrp::http::Origin origin{.http2 = true, .host = "h"};
  static constexpr std::array<std::string_view, 3> kHeads{"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
                                                          "HEAD / HTTP/1.1\r\nHost: h\r\n\r\n",
                                                          "POST / HTTP/1.1\r\nHost: h\r\n\r\n"};
  hrp::http::Request request;
  request.origin = &origin;
  request.head = kHeads[asked];
  request.head_method = asked == 1;
  if (asked == 2) request.body = upload;
  Http2Session session(kFuzzLimits.max_head_bytes);
  Http2Exchange exchange(kFuzzLimits);
  if (!session.start(request, exchange)) std::abort();
  drain(session);
  Http2Outcome outcome;
  while (!bytes.empty() && outcome.status == Status::kNeedMore) {
    // A copy of its own, so that a read beyond it is seen.
    const std::string copy(bytes.substr(0, piece));
    bytes.remove_prefix(copy.size());
    outcome.status = session.feed(copy);
    if (outcome.status == Status::kComplete) {
      const auto& response = exchange.response();
      if (response.status < 200 || response.body.size() > kFuzzLimits.max_body_bytes) std::abort();
      outcome.code = response.status;
      outcome.body = response.body;
      for (const auto& field : response.headers) outcome.fields += field.name.size();
    }
    drain(session);
  }
  if (outcome.status == Status::kFailed) {
    if (session.failure().text.empty()) std::abort();
    outcome.too_many = session.failure().text.find("Too many CONTINUATION") != std::string::npos;
  }
  if (outcome.status == Status::kNeedMore && session.ended({})->text.empty()) std::abort();
  // What is left of the bytes meets a session whose exchange is over.
  session.cancel();
  const std::string rest(bytes);
  session.feed(rest);
  if (session.usable() && !session.start(request, exchange)) std::abort();
  session.leave();
  drain(session);
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const unsigned asked = data[0] % 3;
  const std::size_t piece = 1 + data[0] / 3;
  const Http2Outcome whole = read(bytes, std::max<std::size_t>(bytes.size(), 1), asked);
  const Http2Outcome pieces = read(bytes, piece, asked);
  if (!pieces.too_many && pieces != whole) std::abort();
  return 0;
}
