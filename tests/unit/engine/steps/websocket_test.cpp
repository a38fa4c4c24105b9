// The WebSocket step of a user (src/engine/steps/user_websocket.cpp), against the test server.

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;

class UserWebSocketTest : public EngineFixture {
 protected:
  void expectNoFailures() {
    for (const auto& [key, found] : total_.rows) {
      EXPECT_EQ(found.failures(), 0U)
          << key.type << " " << key.name << ": " << firstError(key.type, key.name);
    }
  }
  static std::string open(const std::string& path = "/ws/echo") {
    return "  - name: open\n    websocket: {type: open, url: " + path + "}\n";
  }
};

TEST_F(UserWebSocketTest, AWholeConversation) {
  addCase(open() +
              "    extract: {proto: proto}\n"
              "    validate: [{eq: [status_code, 101]}, {eq: [headers.Upgrade, WebSocket]}]\n"
              "  - name: ping\n    websocket: {type: ping, url: /ws/echo}\n"
              "  - name: say\n    websocket: {type: w, url: /ws/echo, text: {say: $word}}\n"
              "  - name: hear\n    websocket: {type: r, url: /ws/echo}\n"
              "    extract: {heard: body.say}\n"
              "    validate: [{eq: [body.say, ann]}, {eq: [status_code, null]}]\n"
              "  - name: both\n    websocket: {type: wr, url: /ws/echo, text: again $heard}\n"
              "    validate: [{eq: [body, again ann]}, {eq: [$proto, HTTP/1.1]}]\n"
              "  - name: bytes\n    websocket: {type: wr, url: /ws/echo, binary: $heard}\n"
              "    validate: [{len_eq: [body, 3]}]\n"
              "  - name: close\n    websocket: {type: close, url: /ws/echo, close_status: 4001}\n"
              "    validate: [{eq: [status_code, 4001]}]\n",
          "  variables: {word: ann}\n");
  runLoops(3, 4);
  expectNoFailures();
  for (const auto* type : {"open", "ping", "close"}) {
    EXPECT_EQ(row(std::string("websocket-") + type, type).requests(), 12U) << type;
  }
  EXPECT_EQ(row("websocket-w", "say").bytes_sent, 12U * (2 + 4 + 13));
  EXPECT_EQ(row("websocket-r", "hear").bytes_received, 12U * (2 + 13));
  EXPECT_EQ(row("websocket-r", "hear").content_bytes, 12U * 13);
  EXPECT_EQ(server_->messageCount(), 36U);
  EXPECT_EQ(total_.status_codes.at(101), 12U);
}

TEST_F(UserWebSocketTest, TheHandshakeCarriesTheCookiesOfTheUser) {
  addCase("  - name: set\n    request: {method: GET, url: /cookies/set, params: {sid: abc}}\n" +
          open("/ws/cookies") +
          "    validate: [{eq: [cookies.ws, sid=abc]}]\n"
          "  - name: get\n    request: {method: GET, url: /cookies}\n"
          "    validate: [{contains: [body.cookies, ws]}]\n");
  runLoops(1, 1);
  expectNoFailures();
}

TEST_F(UserWebSocketTest, AFailedCheckFailsTheStepAndEndsTheIteration) {
  addCase(open() +
          "  - name: say\n    websocket: {type: wr, url: /ws/echo, text: one}\n"
          "    validate: [{eq: [body, two]}]\n"
          "  - name: later\n    websocket: {type: close, url: /ws/echo}\n");
  runLoops(2, 1);
  EXPECT_EQ(row("websocket-wr", "say").failures(), 2U);
  EXPECT_EQ(firstKind("websocket-wr", "say"), base::ErrorKind::kCheck);
  EXPECT_EQ(firstError("websocket-wr", "say"), "validate[0]: body eq two: got one");
  EXPECT_EQ(row("websocket-close", "later").requests(), 0U);
}

TEST_F(UserWebSocketTest, FailuresHaveTheirKind) {
  addCase("  - name: nothing\n    websocket: {type: w, url: /ws/echo, text: x}\n");
  addCase(open("/ws/refuse"));
  addCase(
      "  - name: mute\n    websocket: {type: open, url: /ws/mute}\n"
      "  - name: wait\n    websocket: {type: r, url: /ws/mute, timeout: 50}\n");
  addCase(
      "  - name: dropper\n    websocket: {type: open, url: /ws/early-close}\n"
      "  - name: drop\n    websocket: {type: wr, url: /ws/early-close, text: x}\n");
  addCase(
      "  - name: bad\n    websocket: {type: open, url: /ws/echo}\n"
      "  - name: bytes\n    websocket: {type: w, url: /ws/echo, text: "
      "\"${base64_decode(/w==)}\"}\n");
  runLoops(20, 4);
  EXPECT_EQ(firstKind("websocket-w", "nothing"), base::ErrorKind::kConnect);
  EXPECT_EQ(firstError("websocket-w", "nothing"), "websocket: not open");
  EXPECT_EQ(firstKind("websocket-open", "open"), base::ErrorKind::kProtocol);
  EXPECT_EQ(firstKind("websocket-r", "wait"), base::ErrorKind::kTimeout);
  EXPECT_EQ(firstKind("websocket-wr", "drop"), base::ErrorKind::kReset);
  EXPECT_EQ(firstKind("websocket-w", "bytes"), base::ErrorKind::kScript);
  EXPECT_THAT(firstError("websocket-w", "bytes"), HasSubstr("not UTF-8"));
}

TEST_F(UserWebSocketTest, AStopDoesNotWaitForAServerThatSaysNothing) {
  addCase(open("/ws/mute") + "  - name: wait\n    websocket: {type: r, url: /ws/mute}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 5}}, {});
  ASSERT_TRUE(pollUntil(
      [this](const EngineReport&) { return row("websocket-open", "open").requests() == 5; }));
  stopAndFinish(std::chrono::milliseconds(50));
  EXPECT_EQ(row("websocket-r", "wait").requests(), 0U);
}

TEST_F(UserWebSocketTest, AWriteThatAStopCutsOffIsCounted) {
  addCase(open("/ws/mute") + "  - name: ask\n    websocket: {type: wr, url: /ws/mute, text: x}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 3}}, {});
  ASSERT_TRUE(pollUntil([this](const EngineReport&) { return server_->messageCount() == 3; }));
  stopAndFinish(std::chrono::milliseconds(20));
  EXPECT_EQ(row("websocket-wr", "ask").aborted, 3U);
  EXPECT_EQ(row("websocket-wr", "ask").requests(), 0U);
}

TEST_F(UserWebSocketTest, APaceHoldsForWhatIsSent) {
  addCase(open() +
          "  - name: say\n    websocket: {type: w, url: /ws/echo, text: x}\n"
          "  - name: hear\n    websocket: {type: r, url: /ws/echo}\n");
  prepare();
  const base::TimePoint start = clock_.now();
  engine_->start({SpawnGroup{.count = 1, .iterations = 5}}, PacePlan{.max_rps = 20});
  ASSERT_TRUE(pollUntilFinished());
  // Ten operations that send, one every 50 ms.
  EXPECT_GE(clock_.now() - start, std::chrono::milliseconds(400));
  EXPECT_LT(clock_.now() - start, std::chrono::milliseconds(700));
  expectNoFailures();
}

}  // namespace
}  // namespace hrp::engine
