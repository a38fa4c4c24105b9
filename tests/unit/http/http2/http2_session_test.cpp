#include "http/http2/http2_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/http/http2/http2_session_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::Not;

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
