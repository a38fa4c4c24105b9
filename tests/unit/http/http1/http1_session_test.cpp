#include "http/http1/http1_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/http_probe.hpp"
#include "support/server/test_server.hpp"
#include "support/stored_body.hpp"
#include "support/tls_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using testing::HttpProbe;
using testing::Outcome;
using testing::StoredBody;
using testing::TestServer;
using testing::TlsFixture;

// Without a connection: what goes out and comes in is text.
class Http1SessionTest : public ::testing::Test {
 protected:
  void start(const Request& request) { ASSERT_TRUE(session_.start(request, exchange_)); }
  // All that is to be sent, of which each time so many bytes get away.
  std::string sentBy(std::size_t step) {
    std::string text;
    for (bool more = true; more;) {
      const Outgoing out = session_.next(kPiece);
      if (out.count == 0) break;
      const iovec& part = out.parts[0];
      const std::size_t count = std::min(step, part.iov_len);
      text.append(static_cast<const char*>(part.iov_base), count);
      more = session_.sent(count);
    }
    return text;
  }

  static constexpr std::size_t kPiece = 3;
  HeadReader heads_{ResponseLimits{}};
  std::vector<char> scratch_;
  Http1Exchange exchange_{heads_, scratch_};
  Http1Session session_;
};

constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

TEST_F(Http1SessionTest, SendsHeadBodyAndPiecesInOrderHoweverLittleIsTaken) {
  const std::vector<BodyPiece> pieces{{"more-", nullptr}, {"and the end", nullptr}};
  Request request;
  request.head = "POST / HTTP/1.1\r\n\r\n";
  request.body = "body-";
  request.more_body = pieces;
  request.more_bytes = 16;
  for (const std::size_t step : {1, 2, 100}) {
    start(request);
    EXPECT_FALSE(session_.requestSent());
    EXPECT_EQ(sentBy(step), "POST / HTTP/1.1\r\n\r\nbody-more-and the end");
    EXPECT_TRUE(session_.requestSent());
    EXPECT_EQ(session_.next(kPiece).count, 0U);
    EXPECT_EQ(session_.toArrive(), request.head.size() + 21);
  }
}

TEST_F(Http1SessionTest, AnAnswerLetsTheNextExchangeFollowWhenAllWasSent) {
  Request request;
  request.head = "GET / HTTP/1.1\r\n\r\n";
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(session_.usable());
    start(request);
    sentBy(100);
    EXPECT_EQ(session_.feed(kAnswer), ReadStatus::kComplete);
    EXPECT_TRUE(session_.usable());
    EXPECT_EQ(exchange_.response().body, "ok");
    session_.over();
  }
  start(request);
  EXPECT_EQ(session_.feed(kAnswer), ReadStatus::kComplete);
  EXPECT_FALSE(session_.usable()) << "the request was not sent";
}

TEST_F(Http1SessionTest, BytesBehindTheResponseAreUnclaimedAndEndTheConnection) {
  Request request;
  request.head = "GET / HTTP/1.1\r\n\r\n";
  start(request);
  sentBy(100);
  EXPECT_EQ(session_.feed(std::string(kAnswer) + "xyz"), ReadStatus::kComplete);
  EXPECT_EQ(session_.unclaimed(), 3U);
  EXPECT_FALSE(session_.usable());
  session_.over();
  EXPECT_EQ(session_.feed("more"), ReadStatus::kFailed) << "nobody asked for it";
}

TEST_F(Http1SessionTest, TheEndOfTheConnectionMayBeThatOfTheResponse) {
  Request request;
  request.head = "GET / HTTP/1.1\r\n\r\n";
  start(request);
  EXPECT_EQ(session_.feed("HTTP/1.1 200 OK\r\n\r\nall"), ReadStatus::kNeedMore);
  EXPECT_FALSE(session_.ended({}));
  EXPECT_EQ(exchange_.response().body, "all");
  start(request);
  EXPECT_EQ(session_.feed("HTTP/1.1 200 OK\r\n\r\nall"), ReadStatus::kNeedMore);
  EXPECT_EQ(session_.ended(net::Failure{ErrorKind::kReset, "reset"})->text, "reset");
  start(request);
  EXPECT_EQ(session_.ended({})->text, "connection closed before the response");
}

TEST_F(Http1SessionTest, ABodyThatFollowsTheAnswerToHeadIsNamedInTheNextExchange) {
  Request head;
  head.head = "HEAD / HTTP/1.1\r\n\r\n";
  head.head_method = true;
  Request get;
  get.head = "GET / HTTP/1.1\r\n\r\n";
  start(head);
  EXPECT_EQ(session_.feed(kAnswer.substr(0, kAnswer.size() - 2)), ReadStatus::kComplete);
  session_.over();
  start(get);
  EXPECT_EQ(session_.feed("ok"), ReadStatus::kFailed);
  EXPECT_EQ(session_.failure().text, "the server sent a body to HEAD, the request before");
  session_.leave();
  start(get);
  EXPECT_EQ(session_.feed("ok"), ReadStatus::kFailed);
  EXPECT_EQ(session_.failure().text, "not an HTTP/1 response") << "of a new connection";
}

TEST(ConnectionSendingTest, SendsABodyThatLiesInPiecesOverTls) {
  TlsFixture tls("IP:127.0.0.1", true);
  const std::string file(1 << 20, 'f');
  const std::vector<BodyPiece> pieces = {{file}, {"-end"}};
  const std::string whole = "start-" + file + "-end";
  Request& request = tls.probe.request("POST", "/echo", whole);
  request.body = request.body.substr(0, 6);
  request.more_body = pieces;
  request.more_bytes = whole.size() - 6;
  const Outcome outcome = tls.probe.run(request);
  ASSERT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_NE(outcome.body.find(whole), std::string::npos);
}

TEST(StoredBodyTest, IsReadAsItIsSent) {
  StoredBody body;
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  for (int i = 0; i < 2; ++i) {
    const Outcome outcome = probe.run(body.ask(probe));
    ASSERT_EQ(outcome.status, 200) << outcome.message;
    EXPECT_NE(outcome.body.find(body.whole), std::string::npos);
  }
}

TEST(StoredBodyTest, IsReadAsItIsSentOverTls) {
  StoredBody body;
  TlsFixture tls("IP:127.0.0.1", true);
  const Outcome outcome = tls.probe.run(body.ask(tls.probe));
  ASSERT_EQ(outcome.status, 200) << outcome.message;
  EXPECT_NE(outcome.body.find(body.whole), std::string::npos);
}

TEST(StoredBodyTest, AFileThatBecameShorterFailsTheRequestByItsName) {
  auto server = std::move(*TestServer::start());
  HttpProbe probe(server->port());
  TlsFixture tls("IP:127.0.0.1", true);
  for (HttpProbe* const asked : {&probe, &tls.probe}) {
    StoredBody body;
    body.shorten();
    const Outcome outcome = asked->run(body.ask(*asked));
    EXPECT_EQ(outcome.kind, ErrorKind::kScript);
    EXPECT_EQ(outcome.message, "upload: " + body.path + ": shorter than when it was opened");
    EXPECT_EQ(asked->get("/hello").status, 200);
  }
}

}  // namespace
}  // namespace hrp::http
