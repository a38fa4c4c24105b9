// Steps on a WebSocket (src/testcase/steps/websocket.cpp).

#include "testcase/steps/websocket.hpp"

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using std::chrono::milliseconds;

TEST(WebSocketSource, HasItsActionItsTimeAndItsChecks) {
  const auto loaded = program(
      "config: {base_url: http://h}\n"
      "teststeps:\n"
      "- websocket: {type: wr, url: /ws, text: {a: 1}, timeout: 1500}\n"
      "  validate: [{eq: [body, x]}]\n");
  ASSERT_EQ(loaded->operations.size(), 1U);
  const auto& socket = *stepIf<WebSocketStep>(loaded->operations[0]);
  EXPECT_EQ(socket.action, WebSocketStep::Action::kWriteAndRead);
  EXPECT_EQ(socket.row_type, "websocket-wr");
  EXPECT_EQ(socket.timeout, milliseconds(1500));
  EXPECT_EQ(socket.checks.size(), 1U);
  EXPECT_EQ(loaded->operations[0].name.source(), "wr /ws");
}

class ReadWebSocketTest : public ::testing::Test {
 protected:
  WebSocketModel read(const std::string& text) {
    map_ = Value::parse(text);
    state_ = ReadState{"f.json", "", false, nullptr, {}};
    FieldReader fields(map_, "", state_);
    return readWebSocket(fields);
  }
  [[nodiscard]] std::string error() const { return state_.error ? state_.error->message : ""; }

 private:
  Value map_;
  ReadState state_;
};

TEST_F(ReadWebSocketTest, WebSocketDefaults) {
  const WebSocketModel out = read(R"({"type": "close", "close_status": 99, "text": {"a": 1}})");
  EXPECT_EQ(out.close_status, 1000);
  EXPECT_EQ(out.timeout_ms, 30'000);
  EXPECT_EQ(out.text->dump(), R"({"a":1})");
  EXPECT_FALSE(out.binary);
  EXPECT_EQ(error(), "");
}

}  // namespace
}  // namespace hrp::testcase
