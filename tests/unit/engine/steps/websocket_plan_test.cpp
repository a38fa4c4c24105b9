#include "engine/steps/websocket_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class WebSocketPlanTest : public ::testing::Test {
 protected:
  testcase::WebSocketStep& step(const std::string& url) {
    step_.url = testcase::Template::literal(url);
    return step_;
  }
  void header(const std::string& name, const std::string& value) {
    step_.headers.push_back(
        {testcase::Template::literal(name), testcase::ValueTemplate::compile(value, resolver_)});
  }
  RenderedRequest& render(bool fixed) {
    request_ = handshakeStep(step_);
    plan_ = planHandshake(request_, StaticSlots(program_));
    RequestRenderer renderer({.disable_keepalive = true}, random_, {});
    if (fixed) renderer.fix(plan_);
    const auto done = renderer.render(plan_, {}, rendered_);
    EXPECT_TRUE(done) << done.error().message;
    return rendered_;
  }
  hrp::testing::FakeResolver resolver_;
  testcase::WebSocketStep step_;
  testcase::RequestStep request_;
  testcase::Program program_;
  base::Random random_{1};
  RequestPlan plan_;
  RenderedRequest rendered_;
};

TEST_F(WebSocketPlanTest, TheHandshakeIsThatOfTheRfc) {
  for (const bool fixed : {false, true}) {
    step("ws://h.example:8080/chat?room=1");
    step_.headers.clear();
    header("x-mine", "yes");
    header("connection", "close");
    header("sec-websocket-key", "mine");
    header("sec-websocket-protocol", "chat, v2");
    RenderedRequest& request = render(fixed);
    addHandshakeFields("KEY==", request);
    RequestRenderer::finish(http::CookieJar(), base::SystemClock(), request);
    EXPECT_THAT(std::string(request.head),
                ::testing::StartsWith("GET /chat?room=1 HTTP/1.1\r\nHost: h.example:8080\r\n"));
    EXPECT_THAT(std::string(request.head), HasSubstr("X-Mine: yes\r\n"));
    EXPECT_THAT(std::string(request.head),
                ::testing::EndsWith("Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: KEY==\r\n"
                                    "\r\n"));
    EXPECT_THAT(std::string(request.head), Not(HasSubstr("close")));
    EXPECT_THAT(std::string(request.head), Not(HasSubstr("Accept-Encoding")));
    EXPECT_THAT(std::string(request.head), Not(HasSubstr("mine")));
    EXPECT_EQ(offeredProtocols(request), "chat, v2");
  }
}

TEST_F(WebSocketPlanTest, UrlsKnowTheirScheme) {
  step("ws://h.example/chat?a=1");
  EXPECT_EQ(socketUrl(render(true)), "ws://h.example:80/chat?a=1");
  EXPECT_EQ(offeredProtocols(rendered_), "");
  step("http://h.example/chat?a=1");
  EXPECT_EQ(socketUrl(render(true)), "ws://h.example:80/chat?a=1");
  step("wss://h.example");
  EXPECT_EQ(socketUrl(render(true)), "wss://h.example:443/");
}

TEST_F(WebSocketPlanTest, EveryActionHasItsOperation) {
  using Action = testcase::WebSocketStep::Action;
  EXPECT_EQ(socketActionOf(Action::kOpen), http::SocketAction::kOpen);
  EXPECT_EQ(socketActionOf(Action::kPing), http::SocketAction::kPing);
  EXPECT_EQ(socketActionOf(Action::kWrite), http::SocketAction::kWrite);
  EXPECT_EQ(socketActionOf(Action::kRead), http::SocketAction::kRead);
  EXPECT_EQ(socketActionOf(Action::kWriteAndRead), http::SocketAction::kWriteAndRead);
  EXPECT_EQ(socketActionOf(Action::kClose), http::SocketAction::kClose);
}

}  // namespace
}  // namespace hrp::engine
