#include "http/websocket/websocket_session.hpp"

#include <gtest/gtest.h>

#include "unit/http/websocket_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;
using testing::TestServer;

class WebSocketTest : public WebSocketFixture {};

TEST_P(WebSocketTest, TheNextConnectionResumesTheTlsSession) {
  const auto handshake = [this] {
    const SocketOutcome opened = probe_.open("/ws/echo");
    EXPECT_EQ(opened.status, 101) << opened.message;
    EXPECT_EQ(probe_.echo("hello").payload, "hello");
    EXPECT_EQ(probe_.act(SocketAction::kClose).kind, ErrorKind::kNone);
    return opened.trace.phases.handshake;
  };
  EXPECT_EQ(handshake(), tls() ? base::TlsHandshake::kFull : base::TlsHandshake::kNone);
  EXPECT_EQ(handshake(), tls() ? base::TlsHandshake::kResumed : base::TlsHandshake::kNone);
  EXPECT_EQ(handshake(), tls() ? base::TlsHandshake::kResumed : base::TlsHandshake::kNone);
}

TEST_P(WebSocketTest, OpensEchoesAndCloses) {
  const SocketOutcome opened = probe_.open("/ws/echo");
  ASSERT_EQ(opened.kind, ErrorKind::kNone) << opened.message;
  EXPECT_EQ(opened.status, 101);
  EXPECT_TRUE(probe_.socket().isOpen());
  const SocketOutcome echoed = probe_.echo("hello");
  EXPECT_EQ(echoed.kind, ErrorKind::kNone) << echoed.message;
  EXPECT_EQ(echoed.payload, "hello");
  EXPECT_FALSE(echoed.binary);
  EXPECT_EQ(echoed.trace.bytes_sent, 11u);
  EXPECT_EQ(echoed.trace.bytes_received, 7u);
  EXPECT_TRUE(echoed.trace.phases.reused);
  const SocketOutcome binary =
      probe_.run({.action = SocketAction::kWriteAndRead, .binary = true, .payload = {"\0\xff", 2}});
  EXPECT_EQ(binary.payload, std::string("\0\xff", 2));
  EXPECT_TRUE(binary.binary);
  EXPECT_EQ(probe_.act(SocketAction::kPing).kind, ErrorKind::kNone);
  const SocketOutcome closed = probe_.run({.action = SocketAction::kClose, .close_status = 4001});
  EXPECT_EQ(closed.kind, ErrorKind::kNone) << closed.message;
  EXPECT_EQ(closed.close_status, 4001);
  EXPECT_FALSE(probe_.socket().isOpen());
  EXPECT_EQ(server_->messageCount(), 2u);
  EXPECT_EQ(server_->connectionCount(), 1u);
}

TEST_P(WebSocketTest, HandlersMayGoOnAtOnceOrDestroyTheSocket) {
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  SocketOutcome second;
  SocketOutcome first;
  first.then = [&] {
    probe_.begin({.action = SocketAction::kWriteAndRead, .payload = "second"}, second);
  };
  second.then = [&] { probe_.drop(); };
  probe_.begin({.action = SocketAction::kWriteAndRead, .payload = "first"}, first);
  EXPECT_EQ(first.calls, 0);
  probe_.waitFor(second);
  EXPECT_EQ(first.payload, "first");
  EXPECT_EQ(second.payload, "second");
}

TEST_P(WebSocketTest, CancelForgetsTheHandlerAndKeepsTheConnection) {
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  SocketOutcome outcome;
  probe_.begin({.action = SocketAction::kWriteAndRead, .payload = "gone"}, outcome);
  EXPECT_TRUE(probe_.socket().busy());
  EXPECT_EQ(probe_.socket().cancel().bytes_sent, 10u);
  EXPECT_FALSE(probe_.socket().busy());
  EXPECT_EQ(probe_.act(SocketAction::kRead).payload, "gone");
  EXPECT_EQ(outcome.calls, 0);
  EXPECT_EQ(probe_.socket().cancel().bytes_sent, 0u);
}

TEST_P(WebSocketTest, ACancelledOpeningLeavesNothing) {
  SocketOutcome outcome;
  const std::string head = "GET /never HTTP/1.1\r\nHost: test\r\n\r\n";
  probe_.begin({.action = SocketAction::kOpen, .origin = &probe_.probe().origin(), .head = head},
               outcome);
  probe_.probe().loop().runOnce(milliseconds(20));
  probe_.socket().cancel();
  EXPECT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  EXPECT_EQ(outcome.calls, 0);
}

TEST_P(WebSocketTest, OpeningAgainMakesANewConnection) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
    EXPECT_EQ(probe_.echo("x").payload, "x");
  }
  EXPECT_EQ(server_->connectionCount(), 3u);
}

TEST_P(WebSocketTest, FaultsOfTheHandshakeAreClassified) {
  const std::vector<SocketFault> faults{
      {"/ws/bad-accept", ErrorKind::kProtocol, "websocket: wrong Sec-WebSocket-Accept"},
      {"/ws/extension", ErrorKind::kProtocol,
       "websocket: the server chose an extension that was not offered"},
      {"/ws/refuse", ErrorKind::kProtocol, "websocket: the server answered 403 instead of 101"},
      {"/hello", ErrorKind::kProtocol, "websocket: the server answered 200 instead of 101"},
      {"/early-close", ErrorKind::kReset, "connection closed before the response"},
      {"/garbage", ErrorKind::kProtocol, "not an HTTP/1 response"},
  };
  for (const SocketFault& fault : faults) {
    const SocketOutcome outcome = probe_.open(fault.path);
    EXPECT_EQ(outcome.kind, fault.kind) << fault.path;
    EXPECT_EQ(outcome.message, fault.message);
    EXPECT_EQ(outcome.calls, 1);
    EXPECT_FALSE(probe_.socket().isOpen());
  }
}

TEST_P(WebSocketTest, TimeoutsNameWhatWasAwaited) {
  ASSERT_EQ(probe_.open("/ws/mute").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.run({.action = SocketAction::kPing}, milliseconds(30)).message,
            "timeout waiting for a websocket pong");
  EXPECT_EQ(probe_.run({.action = SocketAction::kClose}, milliseconds(30)).message,
            "timeout closing the websocket");
}

INSTANTIATE_TEST_SUITE_P(PlainAndTls, WebSocketTest, ::testing::Bool());

TEST(WebSocketProxyTest, GoesThroughATunnel) {
  auto server = std::move(*TestServer::start({.proxy = true}));
  SocketProbe probe({.origin = {.host = "web.test", .port = 8080},
                     .context = {.proxy = {.url = "127.0.0.1:" + std::to_string(server->port())}}});
  const SocketOutcome opened = probe.open("/ws/echo");
  ASSERT_EQ(opened.kind, ErrorKind::kNone) << opened.message;
  EXPECT_EQ(probe.echo("through").payload, "through");
  EXPECT_EQ(server->requestCount("web.test:8080"), 1u);
}

}  // namespace
}  // namespace hrp::http
