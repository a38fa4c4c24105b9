#include "outputs/pushgateway_client.hpp"

#include <gtest/gtest.h>

#include "unit/outputs/gateway_sink.hpp"

namespace hrp::outputs {
namespace {

using std::chrono::milliseconds;

TEST(PushgatewayClientTest, PutsTheTextAndDeletesTheGroup) {
  GatewaySink sink;
  PushgatewayClient client(milliseconds(5'000));
  const std::string group = sink.url() + "/prefix/metrics/job/hrp/instance/i/mode/worker";
  ASSERT_TRUE(client.put(group, "users 5\n").has_value());
  ASSERT_TRUE(client.remove(group).has_value());
  const auto requests = sink.waitFor(2);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method, "PUT");
  EXPECT_EQ(requests[0].path, "/prefix/metrics/job/hrp/instance/i/mode/worker");
  EXPECT_EQ(requests[0].body, "users 5\n");
  EXPECT_EQ(requests[0].content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(requests[1].method, "DELETE");
  EXPECT_EQ(requests[1].body, "");
}

TEST(PushgatewayClientTest, ALargeBodyArrivesWhole) {
  GatewaySink sink;
  PushgatewayClient client(milliseconds(5'000));
  const std::string body(3'000'000, 'x');
  ASSERT_TRUE(client.put(sink.url() + "/metrics/job/hrp", body).has_value());
  EXPECT_EQ(sink.waitFor(1).at(0).body.size(), body.size());
}

TEST(PushgatewayClientTest, ARefusalCarriesStatusAndReason) {
  GatewaySink sink;
  sink.setStatus(400);
  PushgatewayClient client(milliseconds(5'000));
  const auto result = client.put(sink.url() + "/metrics/job/hrp", "users");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "status 400 pushed metrics are invalid ");
}

TEST(PushgatewayClientTest, NobodyThereIsAnErrorAtOnce) {
  std::string url;
  { url = GatewaySink().url(); }  // a port that nobody listens on any more
  PushgatewayClient client(milliseconds(5'000));
  const auto result = client.put(url, "users 5\n");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, base::ErrorCode::kUnavailable);
  EXPECT_FALSE(result.error().message.empty());
}

TEST(PushgatewayClientTest, AGatewayThatHangsEndsWithTheTimeout) {
  GatewaySink sink;
  sink.hold(true);
  PushgatewayClient client(milliseconds(50));
  EXPECT_FALSE(client.put(sink.url() + "/metrics/job/hrp", "users 5\n").has_value());
}

TEST(PushgatewayClientTest, OnlyHttpIsSpoken) {
  PushgatewayClient client(milliseconds(1'000));
  EXPECT_FALSE(client.put("file:///etc/hostname", "x").has_value());
}

}  // namespace
}  // namespace hrp::outputs
