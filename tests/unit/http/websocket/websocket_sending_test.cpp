#include <gtest/gtest.h>

#include "unit/http/websocket_fixture.hpp"

namespace hrp::http {
namespace {

using base::ErrorKind;

class WebSocketSendingTest : public WebSocketFixture {};

TEST_P(WebSocketSendingTest, APingFloodIsAnsweredWithoutGrowing) {
  ASSERT_EQ(probe_.open("/ws/ping-flood").kind, ErrorKind::kNone);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(probe_.echo("x").payload, "x");
  EXPECT_EQ(probe_.act(SocketAction::kPing).kind, ErrorKind::kNone);
}

TEST_P(WebSocketSendingTest, NothingIsWrittenWithoutAConnection) {
  EXPECT_EQ(probe_.echo("x").kind, ErrorKind::kConnect);
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  EXPECT_EQ(probe_.act(SocketAction::kClose).close_status, 1000);
  EXPECT_EQ(probe_.act(SocketAction::kPing).kind, ErrorKind::kReset);
}

TEST_P(WebSocketSendingTest, MessagesKeepTheirOrder) {
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  for (const char* text : {"a", "b", "c"}) {
    const SocketOutcome written = probe_.run({.action = SocketAction::kWrite, .payload = text});
    EXPECT_EQ(written.kind, ErrorKind::kNone) << written.message;
    EXPECT_EQ(written.trace.bytes_sent, 7u);
  }
  for (const char* text : {"a", "b", "c"}) {
    EXPECT_EQ(probe_.act(SocketAction::kRead).payload, text);
  }
}

TEST_P(WebSocketSendingTest, AMessageThatTheKernelDoesNotTakeAtOnceIsDoneWhenItIsWritten) {
  ASSERT_EQ(probe_.open("/ws/echo").kind, ErrorKind::kNone);
  const std::string big(16'000'000, 'b');
  SocketOutcome written;
  probe_.begin({.action = SocketAction::kWrite, .payload = big}, written);
  EXPECT_LT(probe_.socket().cancel().bytes_sent, tls() ? big.size() * 2 : big.size());
  EXPECT_EQ(probe_.act(SocketAction::kRead).payload.size(), big.size());
  written = probe_.run({.action = SocketAction::kWrite, .payload = big});
  EXPECT_EQ(written.kind, ErrorKind::kNone) << written.message;
  EXPECT_EQ(written.calls, 1);
  EXPECT_EQ(written.trace.bytes_sent, big.size() + 14);
  EXPECT_EQ(probe_.act(SocketAction::kRead).payload.size(), big.size());
}

INSTANTIATE_TEST_SUITE_P(PlainAndTls, WebSocketSendingTest, ::testing::Bool());

}  // namespace
}  // namespace hrp::http
