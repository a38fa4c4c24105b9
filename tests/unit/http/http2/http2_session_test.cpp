#include "http/http2/http2_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/server/http2_frames.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;
namespace h2 = hrp::testing::h2;
using Feed = Http2Session::Status;

constexpr ResponseLimits kHttp2Limits{.max_body_bytes = 1 << 20, .max_head_bytes = 4096};
constexpr std::uint32_t kCancel = 8;
constexpr std::uint32_t kRefused = 7;

class Http2SessionTest : public ::testing::Test {
 protected:
  // What the session has to send now, as frames.
  std::vector<h2::Seen> frames() {
    sent_.clear();
    for (std::string_view out = session_->output(); !out.empty(); out = session_->output()) {
      sent_ += out;
      session_->sent(out.size());
    }
    return h2::framesOf(sent_);
  }
  void get(const std::string& method = "GET") {
    head_ = method + " /x HTTP/1.1\r\nHost: h\r\n\r\n";
    request_.origin = &origin_;
    request_.head = head_;
    request_.head_method = method == "HEAD";
    ASSERT_TRUE(session_->start(request_, exchange_));
  }
  void post(std::string_view body) {
    request_.body = body;
    get("POST");
  }
  void opened() {
    get();
    frames();
    ASSERT_EQ(feed(h2::settings() + h2::settingsAck()), Feed::kNeedMore);
  }
  // The response may point into what was fed last.
  Feed feed(std::string bytes) {
    fed_ = std::move(bytes);
    return session_->feed(fed_);
  }
  const Response& response() const { return exchange_.response(); }

  std::unique_ptr<Http2Session> session_ =
      std::make_unique<Http2Session>(kHttp2Limits.max_head_bytes);
  Http2Exchange exchange_{kHttp2Limits};
  Origin origin_{.host = "h"};
  Request request_;
  std::string head_;
  std::string sent_;
  std::string fed_;
};

TEST_F(Http2SessionTest, SaysWhatItWantsAndAsks) {
  get();
  const auto seen = frames();
  EXPECT_THAT(sent_, ::testing::StartsWith("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[0].type, h2::kSettings);
  // Pushes are switched off.
  EXPECT_THAT(std::string(seen[0].payload), HasSubstr(h2::number(2, 2) + h2::number(0, 4)));
  EXPECT_EQ(seen[1].type, h2::kWindowUpdate);
  EXPECT_EQ(seen[2].type, h2::kHeaders);
  EXPECT_EQ(seen[2].stream, 1u);
  EXPECT_EQ(seen[2].flags, h2::kEndHeaders | h2::kEndStream);
  EXPECT_TRUE(session_->requestSent());
}

TEST_F(Http2SessionTest, AnswersCompleteOneAfterTheOther) {
  opened();
  EXPECT_FALSE(exchange_.answer.begun());
  EXPECT_EQ(feed(h2::headers(1, {{":status", "200"}, {"a", "b"}})), Feed::kNeedMore);
  EXPECT_TRUE(exchange_.answer.begun());
  EXPECT_EQ(feed(h2::data(1, "hello", h2::kEndStream)), Feed::kComplete);
  EXPECT_EQ(response().status, 200);
  EXPECT_EQ(response().body, "hello");
  EXPECT_TRUE(session_->usable());
  EXPECT_THAT(frames(), Contains(Field(&h2::Seen::type, h2::kSettings)));  // the acknowledgement
  get();
  const auto second = frames();
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].stream, 3u);
  EXPECT_EQ(feed(h2::headers(3, {{":status", "204"}}, h2::kEndStream)), Feed::kComplete);
  EXPECT_EQ(response().status, 204);
  EXPECT_EQ(response().body, "");
}

TEST_F(Http2SessionTest, BytesMayComeOneByOne) {
  get();
  frames();
  const std::string bytes =
      h2::settings() + h2::headers(1, {{":status", "100"}}) +
      h2::headers(1, {{":status", "200"}, {"content-length", "6"}}) + h2::data(1, "abc") +
      h2::frame({h2::kData, h2::kPadded}, 1, std::string("\4def\0\0\0\0", 8)) +
      h2::headers(1, {{"trailer", "t"}}, h2::kEndStream);
  Feed status = Feed::kNeedMore;
  for (const char byte : bytes) {
    ASSERT_EQ(status, Feed::kNeedMore);
    status = feed(std::string(1, byte));
  }
  EXPECT_EQ(status, Feed::kComplete);
  EXPECT_EQ(response().body, "abcdef");
  ASSERT_EQ(response().headers.size(), 1u);
  EXPECT_TRUE(session_->usable());
}

TEST_F(Http2SessionTest, LargeRequestHeadsAreSentInSeveralFrames) {
  // No two values alike, so that HPACK cannot make it small.
  std::string cookies;
  for (int i = 0; cookies.size() < 200'000; ++i) cookies += std::to_string(i * 7919) + ';';
  head_ = "GET / HTTP/1.1\r\nHost: h\r\nCookie: " + cookies + "\r\n\r\n";
  request_.origin = &origin_;
  request_.head = head_;
  ASSERT_TRUE(session_->start(request_, exchange_));
  std::size_t bytes = 0;
  bool ended = false;
  for (const auto& seen : frames()) {
    if (seen.type != h2::kHeaders && seen.type != h2::kContinuation) continue;
    bytes += seen.payload.size();
    ended = (seen.flags & h2::kEndHeaders) != 0;
  }
  EXPECT_GT(bytes, 100'000u);
  EXPECT_TRUE(ended);
}

TEST_F(Http2SessionTest, AHeadOfSeveralFramesMayComeByteByByte) {
  get();
  frames();
  const std::string bytes =
      h2::settings() +
      h2::frame({h2::kHeaders, h2::kEndStream}, 1, h2::block({{":status", "200"}})) +
      h2::frame({h2::kContinuation}, 1, h2::block({{"a", "1"}})) +
      h2::frame({h2::kContinuation}, 1, h2::block({{"b", "2"}})) +
      h2::frame({h2::kContinuation, h2::kEndHeaders}, 1, h2::block({{"c", "3"}}));
  Feed status = Feed::kNeedMore;
  for (const char byte : bytes) status = feed(std::string(1, byte));
  EXPECT_EQ(status, Feed::kComplete) << session_->failure().text;
  EXPECT_EQ(response().headers.size(), 3u);
}

TEST_F(Http2SessionTest, AHeadRequestHasNoBody) {
  get("HEAD");
  frames();
  EXPECT_EQ(feed(h2::settings() +
                 h2::headers(1, {{":status", "200"}, {"content-length", "99"}}, h2::kEndStream)),
            Feed::kComplete);
  EXPECT_EQ(response().body, "");
}

TEST_F(Http2SessionTest, ABodyWhereNoneMayBeIsToldAsSuch) {
  get("HEAD");
  frames();
  EXPECT_EQ(feed(h2::settings() + h2::headers(1, {{":status", "200"}, {"content-length", "5"}}) +
                 h2::data(1, "hello", h2::kEndStream)),
            Feed::kFailed);
  EXPECT_EQ(session_->failure().kind, ErrorKind::kProtocol);
  EXPECT_EQ(session_->failure().text, "the server sent a body to HEAD");
}

TEST_F(Http2SessionTest, SoIsOneWithAStatusThatHasNone) {
  opened();
  EXPECT_EQ(feed(h2::headers(1, {{":status", "204"}}) + h2::data(1, "hello", h2::kEndStream)),
            Feed::kFailed);
  EXPECT_EQ(session_->failure().text, "response body although its status permits none");
}

TEST_F(Http2SessionTest, UploadsWaitForTheWindow) {
  const std::string body(100'000, 'b');
  post(body);
  std::size_t sent = 0;
  for (const auto& seen : frames()) sent += seen.type == h2::kData ? seen.payload.size() : 0;
  EXPECT_EQ(sent, 65'535u);
  EXPECT_FALSE(session_->requestSent());
  // One window is not enough.
  ASSERT_EQ(feed(h2::settings() + h2::windowUpdate(1, 50'000)), Feed::kNeedMore);
  EXPECT_THAT(frames(), Not(Contains(Field(&h2::Seen::type, h2::kData))));
  ASSERT_EQ(feed(h2::windowUpdate(0, 50'000)), Feed::kNeedMore);
  bool ended = false;
  for (const auto& seen : frames()) {
    if (seen.type != h2::kData) continue;
    sent += seen.payload.size();
    ended = (seen.flags & h2::kEndStream) != 0;
  }
  EXPECT_EQ(sent, body.size());
  EXPECT_TRUE(ended);
  EXPECT_TRUE(session_->requestSent());
}

TEST_F(Http2SessionTest, ABodyOfPiecesIsSentInOrder) {
  const std::vector<BodyPiece> more{{""}, {"cd"}, {""}, {"ef"}};
  request_.more_body = more;
  request_.more_bytes = 4;
  post("ab");
  std::string body;
  for (const auto& seen : frames()) body += seen.type == h2::kData ? seen.payload : "";
  EXPECT_EQ(body, "abcdef");
}

TEST_F(Http2SessionTest, WhatFramesAChunkIsLeftOut) {
  const std::vector<BodyPiece> more{{"FILE"}, {"cc\r\n0\r\n\r\n"}};
  request_.more_body = more;
  request_.more_bytes = more[0].size() + more[1].size();
  request_.chunk = {3, 7};
  post("8\r\naa");
  std::string sent;
  for (const h2::Seen& frame : frames()) {
    if (frame.type == h2::kData) sent += frame.payload;
  }
  EXPECT_EQ(sent, "aaFILEcc");
  EXPECT_TRUE(session_->requestSent());
}

TEST_F(Http2SessionTest, AnAnswerBeforeTheWholeUploadEndsIt) {
  const std::string body(100'000, 'b');
  post(body);
  frames();
  EXPECT_EQ(feed(h2::settings() + h2::headers(1, {{":status", "413"}}, h2::kEndStream)),
            Feed::kComplete);
  EXPECT_EQ(response().status, 413);
  const auto seen = frames();
  EXPECT_THAT(seen, Contains(Field(&h2::Seen::payload, h2::number(kCancel, 4))));
  EXPECT_TRUE(session_->usable());
  request_.body = {};
  get();
  frames();
  EXPECT_EQ(feed(h2::headers(3, {{":status", "200"}}, h2::kEndStream)), Feed::kComplete);
}

TEST_F(Http2SessionTest, LargeDownloadsAreGivenWindow) {
  opened();
  feed(h2::headers(1, {{":status", "200"}}));
  frames();
  const std::string piece = h2::data(1, std::string(16'384, 'd'));
  for (int i = 0; i < 63; ++i) ASSERT_EQ(feed(piece), Feed::kNeedMore);
  EXPECT_TRUE(frames().empty());  // up to a quarter of a window nothing is to be said
  EXPECT_EQ(feed(h2::data(1, "", h2::kEndStream)), Feed::kComplete);
  EXPECT_EQ(response().body.size(), 63u * 16'384u);
}

TEST_F(Http2SessionTest, AStreamThatIsResetFailsAlone) {
  opened();
  EXPECT_EQ(feed(h2::rstStream(1, 2)), Feed::kFailed);
  EXPECT_EQ(session_->failure().kind, ErrorKind::kReset);
  EXPECT_EQ(session_->failure().text, "stream reset by the server: INTERNAL_ERROR");
  EXPECT_FALSE(session_->refused());
  EXPECT_TRUE(session_->usable());
  get();
  frames();
  EXPECT_EQ(feed(h2::headers(3, {{":status", "200"}}, h2::kEndStream)), Feed::kComplete);
}

TEST_F(Http2SessionTest, ARefusedStreamMayBeSentAgain) {
  opened();
  EXPECT_EQ(feed(h2::rstStream(1, kRefused)), Feed::kFailed);
  EXPECT_TRUE(session_->refused());
  EXPECT_EQ(session_->failure().text, "stream reset by the server: REFUSED_STREAM");
}

TEST_F(Http2SessionTest, AGoodbyeLetsTheStreamEnd) {
  opened();
  EXPECT_EQ(feed(h2::goAway(1, 0)), Feed::kNeedMore);
  EXPECT_EQ(feed(h2::headers(1, {{":status", "200"}}, h2::kEndStream)), Feed::kComplete);
  EXPECT_FALSE(session_->usable());
}

TEST_F(Http2SessionTest, AGoodbyeRefusesLaterStreams) {
  opened();
  EXPECT_EQ(feed(h2::goAway(0, 11)), Feed::kFailed);
  EXPECT_TRUE(session_->refused());
  EXPECT_EQ(session_->failure().kind, ErrorKind::kReset);
  EXPECT_EQ(session_->failure().text, "GOAWAY from the server: ENHANCE_YOUR_CALM");
  EXPECT_FALSE(session_->usable());
}

TEST_F(Http2SessionTest, AnsweringPingsIsNotAnExchange) {
  opened();
  feed(h2::headers(1, {{":status", "200"}}, h2::kEndStream));
  frames();
  EXPECT_EQ(feed(h2::ping()), Feed::kNeedMore);
  const auto seen = frames();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].type, h2::kPing);
  EXPECT_EQ(seen[0].flags, h2::kAck);
  EXPECT_EQ(feed(h2::goAway(1, 0)), Feed::kNeedMore);
  EXPECT_FALSE(session_->usable());
}

TEST_F(Http2SessionTest, ACancelledStreamIsResetAndTheServerAskedForASignOfLife) {
  opened();
  session_->cancel();
  EXPECT_TRUE(session_->usable());
  const auto seen = frames();
  EXPECT_THAT(seen, Contains(Field(&h2::Seen::type, h2::kRstStream)));
  EXPECT_THAT(seen, Contains(Field(&h2::Seen::type, h2::kPing)));
  // What was on its way is read over.
  EXPECT_EQ(feed(h2::headers(1, {{":status", "200"}}) + h2::data(1, "late")), Feed::kNeedMore);
  EXPECT_TRUE(session_->usable());
  get();
  frames();
  EXPECT_EQ(feed(h2::headers(3, {{":status", "200"}}, h2::kEndStream)), Feed::kComplete);
}

TEST_F(Http2SessionTest, TheNextRequestNeedNotWaitForTheSignOfLifeButOneAfterItHasTo) {
  opened();
  session_->cancel();
  frames();
  get();
  const auto seen = frames();
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].stream, 3u);
  session_->cancel();
  EXPECT_FALSE(session_->usable());
  EXPECT_THAT(frames(), Not(Contains(Field(&h2::Seen::type, h2::kPing))));  // one is out already
  EXPECT_EQ(feed(h2::frame({h2::kPing, h2::kAck}, 0, std::string(8, 0))), Feed::kNeedMore);
  EXPECT_TRUE(session_->usable());
}

TEST_F(Http2SessionTest, AServerThatNeverSpokeIsNotAskedAgain) {
  get();
  frames();
  session_->cancel();
  EXPECT_FALSE(session_->usable());
}

TEST_F(Http2SessionTest, SaysThatAGoodbyeCameBeforeASilence) {
  post("order");
  frames();
  EXPECT_EQ(session_->note(), "");
  feed(h2::settings() + h2::goAway(1, 0));
  EXPECT_EQ(session_->note(), " after a GOAWAY from the server: NO_ERROR");
  EXPECT_EQ(session_->ended({})->text,
            "connection closed before the response after a GOAWAY from the server: NO_ERROR");
  session_->cancel();
  EXPECT_FALSE(session_->usable());
}

TEST_F(Http2SessionTest, CancellingAnUploadDropsItsBody) {
  auto body = std::make_unique<std::string>(100'000, 'b');
  post(*body);
  frames();
  feed(h2::settings());
  session_->cancel();
  body.reset();
  EXPECT_EQ(feed(h2::windowUpdate(0, 90'000) + h2::windowUpdate(1, 90'000)), Feed::kNeedMore);
  EXPECT_THAT(frames(), Not(Contains(Field(&h2::Seen::type, h2::kData))));
}

TEST_F(Http2SessionTest, SaysWhereAConnectionBrokeOff) {
  get();
  frames();
  EXPECT_EQ(session_->ended({})->text, "connection closed before the server spoke HTTP/2");
  feed(h2::settings());
  EXPECT_EQ(session_->ended({})->text, "connection closed before the response");
  feed(h2::headers(1, {{":status", "100"}}));
  EXPECT_EQ(session_->ended({})->text, "connection closed inside the response head");
  feed(h2::headers(1, {{":status", "200"}}));
  EXPECT_EQ(session_->ended({})->text, "connection closed inside the response body");
  const net::Failure reset{ErrorKind::kReset, "connection reset by the server"};
  EXPECT_EQ(session_->ended(reset)->text, reset.text);
  feed(h2::goAway(1, 2));
  EXPECT_EQ(session_->ended(reset)->text, "GOAWAY from the server: INTERNAL_ERROR");
  EXPECT_EQ(session_->ended({})->text, "GOAWAY from the server: INTERNAL_ERROR");
  EXPECT_EQ(session_->ended({})->kind, ErrorKind::kReset);
}

TEST_F(Http2SessionTest, SaysGoodbye) {
  opened();
  feed(h2::headers(1, {{":status", "200"}}, h2::kEndStream));
  frames();
  session_->leave();
  EXPECT_THAT(frames(), Contains(Field(&h2::Seen::type, h2::kGoAway)));
  EXPECT_FALSE(session_->usable());
}

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

TEST_F(Http2SessionTest, AServerOfHttp1IsRecognised) {
  get();
  frames();
  EXPECT_EQ(feed("HTTP/1.1 400 Bad Request\r\n\r\n"), Feed::kFailed);
  EXPECT_EQ(session_->failure().text, "the server answers with HTTP/1, not with HTTP/2");
  EXPECT_EQ(session_->failure().kind, ErrorKind::kProtocol);
}

TEST_F(Http2SessionTest, AFloodBetweenExchangesBreaksTheConnection) {
  opened();
  feed(h2::headers(1, {{":status", "200"}}, h2::kEndStream));
  Feed status = Feed::kNeedMore;
  for (int i = 0; i < 70'000 && status == Feed::kNeedMore; ++i) {
    status = feed(h2::ping());
    frames();
  }
  EXPECT_EQ(status, Feed::kFailed);
}

}  // namespace
}  // namespace hrp::http
