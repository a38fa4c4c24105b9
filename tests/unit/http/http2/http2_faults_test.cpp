// Servers that break the rules of HTTP/2 in each way that a session notices.

#include "unit/http/http2/http2_session_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::HasSubstr;

// What a server does wrong inside an exchange, and what is said of it. Every one ends the
// connection.
struct Http2Fault {
  std::string name;
  std::string bytes;  // behind the server's SETTINGS
  std::string message;
};

std::string repeated(int times, const std::string& text) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

const h2::Fields kOk{{":status", "200"}};

std::vector<Http2Fault> http2Faults() {
  using h2::data, h2::frame, h2::headers;
  const std::string malformed = "malformed HTTP/2 response";
  return {
      {"push", frame({h2::kPushPromise, h2::kEndHeaders}, 1, h2::number(2, 4) + h2::block(kOk)),
       "HTTP/2: PUSH_PROMISE although pushes are not wanted"},
      {"short", headers(1, {{":status", "200"}, {"content-length", "5"}}) + data(1, "abc", 1),
       "response body of another length than its Content-Length"},
      {"long", headers(1, {{":status", "200"}, {"content-length", "2"}}) + data(1, "abc", 1),
       "response body of another length than its Content-Length"},
      {"two lengths",
       headers(1, {{":status", "200"}, {"content-length", "2"}, {"content-length", "3"}}),
       malformed},
      {"no status", headers(1, {{"a", "b"}}, 1), malformed},
      {"bad status", headers(1, {{":status", "2x0"}}, 1), malformed},
      {"two statuses", headers(1, {{":status", "200"}, {":status", "200"}}, 1), malformed},
      {"request field", headers(1, {{":status", "200"}, {":path", "/"}}, 1), malformed},
      {"upper case", headers(1, {{":status", "200"}, {"Content-Type", "x"}}, 1), malformed},
      {"connection field", headers(1, {{":status", "200"}, {"connection", "close"}}, 1), malformed},
      {"line break", headers(1, {{":status", "200"}, {"a", "b\r\nc: d"}}, 1),
       "malformed header field"},
      {"body first", data(1, "abc", 1), "HTTP/2: PROTOCOL_ERROR (DATA: stream not opened)"},
      {"early end", headers(1, {{":status", "100"}}, 1), malformed},
      {"switching", headers(1, {{":status", "101"}}), malformed},
      {"body of 204", headers(1, {{":status", "204"}}) + data(1, "abc", 1),
       "response body although its status permits none"},
      {"interims", repeated(33, headers(1, {{":status", "103"}})), "too many 1xx responses"},
      {"many fields", headers(1, h2::Fields(513, {"a", ""})), "too many header lines"},
      {"big field", headers(1, {{":status", "200"}, {"a", std::string(5000, 'x')}}),
       "response head beyond the limit"},
      {"continuations",
       frame({h2::kHeaders, 0}, 1, h2::block(kOk)) +
           repeated(200, frame({h2::kContinuation, 0}, 1, "")),
       "HTTP/2: Too many CONTINUATION frames following a HEADER frame"},
      {"interrupted head", frame({h2::kHeaders, 0}, 1, h2::block(kOk)) + h2::ping(),
       "HTTP/2: PROTOCOL_ERROR"},
      {"hpack", frame({h2::kHeaders, h2::kEndHeaders}, 1, "\xff\xff\xff\xff\xff\xff\xff"),
       "HTTP/2: COMPRESSION_ERROR"},
      {"own stream", headers(2, kOk), "HTTP/2: PROTOCOL_ERROR"},
      {"idle stream", data(5, "x"), "HTTP/2: PROTOCOL_ERROR"},
      {"large frame", h2::number(0x10000, 3) + std::string(6, '\0'), "HTTP/2: FRAME_SIZE_ERROR"},
      {"pings", repeated(2000, h2::ping()), "HTTP/2: too many SETTINGS or PING frames"},
      {"settings", repeated(2000, h2::settings()), "HTTP/2: too many SETTINGS or PING frames"},
      {"bad ping", frame({h2::kPing}, 0, "1"), "HTTP/2: FRAME_SIZE_ERROR"},
      {"window", h2::windowUpdate(0, 0x7fffffff), "HTTP/2: FLOW_CONTROL_ERROR"},
      {"no window", h2::windowUpdate(0, 0), "HTTP/2: PROTOCOL_ERROR"},
      {"garbage", "this is no HTTP/2 at all, whatever it may be", "HTTP/2: FRAME_SIZE_ERROR"},
      {"large body", headers(1, kOk) + repeated(65, data(1, std::string(16'384, 'd'))),
       "response body beyond the limit of 1 MiB"},
      {"large length", headers(1, {{":status", "200"}, {"content-length", "1048577"}}),
       "response body beyond the limit of 1 MiB"},
      {"empty frames", headers(1, kOk) + repeated(130'000, data(1, "")),
       "HTTP/2: too many frames that carry nothing"},
      {"unknown frames", repeated(130'000, frame({77, 0}, 0, "")),
       "HTTP/2: too many frames that carry nothing"},
  };
}

TEST_F(Http2SessionTest, EveryFaultIsAFailureOfTheProtocol) {
  for (const Http2Fault& fault : http2Faults()) {
    session_ = std::make_unique<Http2Session>(kHttp2Limits.max_head_bytes);
    opened();
    EXPECT_EQ(feed(fault.bytes), Feed::kFailed) << fault.name;
    EXPECT_EQ(session_->failure().kind, ErrorKind::kProtocol) << fault.name;
    EXPECT_THAT(session_->failure().text, HasSubstr(fault.message)) << fault.name;
    EXPECT_LT(session_->failure().text.size(), 130u) << fault.name;
    EXPECT_FALSE(session_->refused()) << fault.name;
    EXPECT_FALSE(session_->usable()) << fault.name;
    EXPECT_EQ(feed(h2::ping()), Feed::kFailed) << fault.name;
    EXPECT_FALSE(session_->start(request_, exchange_)) << fault.name;
  }
}

}  // namespace
}  // namespace hrp::http
