// The WebSockets of a user (src/engine/users/user_sockets.cpp), as its iterations show them.

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;

class UserSocketsTest : public EngineFixture {};

TEST_F(UserSocketsTest, AConnectionIsKnownByItsFullUrlAndEndsWithTheIteration) {
  addCase(
      "  - name: open a\n    websocket: {type: open, url: /ws/echo, params: {n: 1}}\n"
      "  - name: open b\n    websocket: {type: open, url: /ws/echo, params: {n: 2}}\n"
      "  - name: talk\n    websocket: {type: wr, url: '/ws/echo?n=1', text: hi}\n"
      "    validate: [{eq: [body, hi]}]\n");
  runLoops(2, 3);
  EXPECT_EQ(row("websocket-wr", "talk").failures(), 0U) << firstError("websocket-wr", "talk");
  EXPECT_EQ(row("websocket-wr", "talk").requests(), 6U);
  EXPECT_EQ(server_->connectionCount(), 12U);
  EXPECT_EQ(server_->messageCount(), 6U);
}

TEST_F(UserSocketsTest, AReferencedTestcaseUsesTheConnectionOfItsCaller) {
  write("talk.yaml",
        "config: {name: talk}\nteststeps:\n"
        "  - name: inner\n    websocket: {type: wr, url: /ws/echo, text: inside}\n"
        "    validate: [{eq: [body, inside]}]\n");
  addCase(
      "  - name: open\n    websocket: {type: open, url: /ws/echo}\n"
      "  - name: outer\n    testcase: talk.yaml\n"
      "  - name: after\n    websocket: {type: wr, url: /ws/echo, text: outside}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("websocket", "outer - inner").requests(), 2U);
  EXPECT_EQ(row("websocket", "outer - inner").failures(), 0U)
      << firstError("websocket", "outer - inner");
  EXPECT_EQ(row("websocket-wr", "after").failures(), 0U);
  EXPECT_EQ(server_->connectionCount(), 2U);
}

TEST_F(UserSocketsTest, TheirNumberHasABound) {
  std::string steps;
  for (int i = 0; i < 66; ++i) {
    steps += "  - name: open " + std::to_string(i) +
             "\n    websocket: {type: open, url: '/ws/echo?" + std::to_string(i) + "'}\n";
  }
  addCase(steps);
  runLoops(1, 1);
  EXPECT_EQ(row("websocket-open", "open 63").failures(), 0U);
  EXPECT_EQ(firstKind("websocket-open", "open 64"), base::ErrorKind::kLimit);
  EXPECT_THAT(firstError("websocket-open", "open 64"), HasSubstr("more than 64 websockets"));
  EXPECT_EQ(server_->connectionCount(), 64U);
}

}  // namespace
}  // namespace hrp::engine
