#include <gtest/gtest.h>

#include "unit/http/websocket_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;
using std::chrono::milliseconds;

class WebSocketReceivingTest : public WebSocketFixture {};

TEST_P(WebSocketReceivingTest, CarriesLargeMessagesAndFragments) {
  ASSERT_EQ(probe_.open("/ws/fragments").kind, ErrorKind::kNone);
  for (const std::size_t size : {0UL, 3UL, 126UL, 65536UL, 3'000'000UL}) {
    const std::string text(size, 't');
    EXPECT_EQ(probe_.echo(text).payload, text) << size;
  }
}

TEST_P(WebSocketReceivingTest, WritesAndReadsApart) {
  ASSERT_EQ(probe_.open("/ws/burst").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.run({.action = SocketAction::kWrite, .payload = "3"}).kind, ErrorKind::kNone);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(probe_.act(SocketAction::kRead).payload, "3");
  const SocketOutcome none = probe_.run({.action = SocketAction::kRead}, milliseconds(30));
  EXPECT_EQ(none.kind, ErrorKind::kTimeout);
  EXPECT_EQ(none.message, "timeout waiting for a websocket message");
  EXPECT_TRUE(probe_.socket().isOpen());
  EXPECT_EQ(probe_.echo("1").payload, "1");
}

TEST_P(WebSocketReceivingTest, AMessageThatComesWithTheHandshakeIsRead) {
  ASSERT_EQ(probe_.open("/ws/greet").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.act(SocketAction::kRead).payload, "hello");
  EXPECT_EQ(probe_.echo("again").payload, "again");
}

TEST_P(WebSocketReceivingTest, UnreadMessagesWaitWithinABound) {
  ASSERT_EQ(probe_.open("/ws/burst").kind, ErrorKind::kNone);
  const std::string big = "200" + std::string(100'000, ' ');
  ASSERT_EQ(probe_.run({.action = SocketAction::kWrite, .payload = big}).kind, ErrorKind::kNone);
  probe_.probe().loop().runOnce(milliseconds(20));
  probe_.probe().loop().runOnce(milliseconds(20));
  for (int i = 0; i < 200; ++i) {
    const SocketOutcome read = probe_.act(SocketAction::kRead);
    ASSERT_EQ(read.payload.size(), big.size()) << i << " " << read.message;
  }
}

TEST_P(WebSocketReceivingTest, AServerThatIsGoneFailsTheNextOperation) {
  ASSERT_EQ(probe_.open("/ws/close-1008").kind, ErrorKind::kNone);
  const SocketOutcome closed = probe_.echo("x");
  EXPECT_EQ(closed.kind, ErrorKind::kReset);
  EXPECT_EQ(closed.message, "websocket: closed by the server with status 1008");
  EXPECT_EQ(probe_.echo("y").message, closed.message);
  const SocketOutcome close = probe_.act(SocketAction::kClose);
  EXPECT_EQ(close.kind, ErrorKind::kNone);
  EXPECT_EQ(close.close_status, 1008);
}

TEST_P(WebSocketReceivingTest, TheServerIsHeardWhileNothingIsAsked) {
  ASSERT_EQ(probe_.open("/ws/burst").kind, ErrorKind::kNone);
  ASSERT_EQ(probe_.run({.action = SocketAction::kWrite, .payload = "2"}).kind, ErrorKind::kNone);
  server_->stop();
  ASSERT_TRUE(probe_.turnUntil([&] { return !probe_.socket().isOpen(); }));
  EXPECT_EQ(probe_.echo("x").kind, ErrorKind::kReset);
}

TEST_P(WebSocketReceivingTest, FaultsAreClassified) {
  const std::vector<SocketFault> faults{
      {"masked", ErrorKind::kProtocol, "websocket: the server's frame is masked"},
      {"reserved", ErrorKind::kProtocol, "websocket: reserved bits are set"},
      {"opcode", ErrorKind::kProtocol, "websocket: unknown opcode"},
      {"length", ErrorKind::kProtocol, "websocket: malformed frame length"},
      {"continuation", ErrorKind::kProtocol, "websocket: continuation of no message"},
      {"nested", ErrorKind::kProtocol, "websocket: a message begins inside another"},
      {"long-ping", ErrorKind::kProtocol, "websocket: control frame is too long"},
      {"fragmented-ping", ErrorKind::kProtocol, "websocket: fragmented control frame"},
      {"utf8", ErrorKind::kProtocol, "websocket: text that is not UTF-8"},
      {"close-code", ErrorKind::kProtocol, "websocket: invalid close code"},
      {"close-one", ErrorKind::kProtocol, "websocket: malformed close frame"},
      {"oversize", ErrorKind::kProtocol, "websocket: message beyond the limit"},
      {"early-close", ErrorKind::kReset, "websocket: connection closed without a close frame"},
      {"cut", ErrorKind::kReset, "websocket: connection closed inside a message"},
      {"reset", ErrorKind::kReset, "connection reset by the server"},
  };
  for (const SocketFault& fault : faults) {
    ASSERT_EQ(probe_.open("/ws/" + fault.path).kind, ErrorKind::kNone);
    const SocketOutcome outcome = probe_.echo("x");
    EXPECT_EQ(outcome.kind, fault.kind) << fault.path;
    EXPECT_EQ(outcome.message, fault.message);
    EXPECT_EQ(outcome.calls, 1);
    EXPECT_FALSE(probe_.socket().isOpen());
  }
}

INSTANTIATE_TEST_SUITE_P(PlainAndTls, WebSocketReceivingTest, ::testing::Bool());

TEST(WebSocketLimitTest, AMessageHasABound) {
  auto server = std::move(*testing::TestServer::start());
  SocketProbe probe({.origin = {.host = "127.0.0.1", .port = server->port()},
                     .context = {.max_body_bytes = 1000}});
  ASSERT_EQ(probe.open("/ws/echo").kind, ErrorKind::kNone);
  EXPECT_EQ(probe.echo(std::string(1000, 'x')).kind, ErrorKind::kNone);
  EXPECT_EQ(probe.echo(std::string(1001, 'x')).message, "websocket: message beyond the limit");
}

}  // namespace
}  // namespace hrp::http
