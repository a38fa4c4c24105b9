#include "outputs/prometheus/pushgateway_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "unit/outputs/gateway_sink.hpp"

namespace hrp::outputs {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class PushgatewayClientTest : public ::testing::Test {
 protected:
  const base::SystemClock clock_{};
  GatewaySink sink_;
  PushgatewayClient client_{clock_, seconds(5)};
  const std::string group_ = sink_.url() + "/metrics/job/hrp";
  const std::string large_ = std::string(3'000'000, 'x');
};

TEST_F(PushgatewayClientTest, PutsTheTextAndDeletesTheGroup) {
  const std::string group = sink_.url() + "/prefix/metrics/job/hrp/instance/i/mode/worker";
  ASSERT_TRUE(client_.put(group, "users 5\n").has_value());
  ASSERT_TRUE(client_.remove(group).has_value());
  const auto requests = sink_.waitFor(2);
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].method, "PUT");
  EXPECT_EQ(requests[0].path, "/prefix/metrics/job/hrp/instance/i/mode/worker");
  EXPECT_EQ(requests[0].body, "users 5\n");
  EXPECT_EQ(requests[0].content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(requests[0].coding, "") << "so small a text is sent as it is";
  EXPECT_EQ(requests[1].method, "DELETE");
  EXPECT_EQ(requests[1].body, "");
}

TEST_F(PushgatewayClientTest, ALargeTextArrivesWholeAndCompressed) {
  ASSERT_TRUE(client_.put(group_, large_).has_value());
  const SinkRequest request = sink_.waitFor(1).at(0);
  EXPECT_EQ(request.body.size(), large_.size());
  EXPECT_EQ(request.coding, "gzip");
}

TEST_F(PushgatewayClientTest, AGatewayThatReadsNoCodingGetsThePlainTextFromThenOn) {
  sink_.refuseCodings();
  EXPECT_TRUE(client_.put(group_, large_).has_value());
  EXPECT_TRUE(client_.put(group_, large_).has_value());
  const auto requests = sink_.waitFor(3);
  ASSERT_EQ(requests.size(), 3U);
  EXPECT_EQ(requests[0].coding, "gzip");
  EXPECT_EQ(requests[1].coding, "");
  EXPECT_EQ(requests[2].coding, "");
}

TEST_F(PushgatewayClientTest, ARefusalCarriesStatusAndReason) {
  sink_.setStatus(400);
  for (const std::string& text : {std::string("users"), large_}) {
    const auto result = client_.put(group_, text);
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().message, "status 400 pushed metrics are invalid ");
  }
}

TEST_F(PushgatewayClientTest, ARedirectNamesItsTargetWithoutAPassword) {
  sink_.setStatus(301);
  sink_.setLocation("https://user:secret@other:9091/metrics");
  const auto result = client_.put(group_, "users 5\n");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "status 301, Location: https://other:9091/metrics");
}

TEST_F(PushgatewayClientTest, GetsAListingWithTheTimeOfTheGateway) {
  sink_.setListing(R"({"data":[]})");
  const auto listing = client_.get(sink_.url() + "/api/v1/metrics");
  ASSERT_TRUE(listing.has_value()) << listing.error().message;
  EXPECT_EQ(listing->body, R"({"data":[]})");
}

TEST_F(PushgatewayClientTest, NobodyThereIsAnErrorAtOnce) {
  std::string url;
  { url = GatewaySink().url(); }  // a port that nobody listens on any more
  const auto result = client_.put(url, "users 5\n");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, base::ErrorCode::kUnavailable);
  EXPECT_FALSE(result.error().message.empty());
}

TEST_F(PushgatewayClientTest, AGatewayThatHangsEndsWithTheTimeout) {
  sink_.hold(true);
  PushgatewayClient client(clock_, milliseconds(50));
  EXPECT_FALSE(client.put(group_, "users 5\n").has_value());
}

TEST_F(PushgatewayClientTest, AnotherThreadEndsACallThatHangs) {
  sink_.hold(true);
  PushgatewayClient client(clock_, std::chrono::minutes(10));
  std::thread other([&] {
    EXPECT_EQ(sink_.waitFor(1).size(), 1U);
    client.endBy(clock_.now());
  });
  const auto result = client.put(group_, "users 5\n");
  other.join();
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().message, "no answer in time");
}

TEST_F(PushgatewayClientTest, OnlyHttpIsSpoken) {
  EXPECT_FALSE(client_.put("file:///etc/hostname", "x").has_value());
}

}  // namespace
}  // namespace hrp::outputs
