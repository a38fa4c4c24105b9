#include "outputs/prometheus/gateway_pusher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/outputs/captured_log.hpp"
#include "unit/outputs/gateway_sink.hpp"

namespace hrp::outputs {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

std::string listed(const std::string& instance, const std::string& mode, int linger,
                   const std::string& worker = "") {
  const std::string labels =
      R"({"job":"hrp","instance":")" + instance + R"(","mode":")" + mode + R"("})";
  return R"({"labels":)" + labels +
         R"(,"push_time_seconds":{"metrics":[{"value":"1e9"}]},)"
         R"("hrp_group_linger_seconds":{"metrics":[{"value":")" +
         std::to_string(linger) + R"("}]},"hrp_worker":{"metrics":[{"labels":{"id":")" + worker +
         R"("}}]}})";
}

class GatewayPusherTest : public ::testing::Test {
 protected:
  PushTarget target(bool tidies = false) {
    return {.gateway = sink_.url(), .instance = "me-1", .mode = "standalone", .tidies = tidies};
  }
  std::vector<std::string> deleted(std::size_t requests) {
    std::vector<std::string> paths;
    for (const SinkRequest& request : sink_.waitFor(requests)) {
      if (request.method == "DELETE") paths.push_back(request.path);
    }
    return paths;
  }
  base::Duration timeToEnd(GatewayPusher& pusher) {
    const base::TimePoint start = clock_.now();
    pushes_ = pusher.settle().value();
    pusher.close();
    return clock_.now() - start;
  }

  const base::SystemClock clock_{};
  CapturedLog log_;
  GatewaySink sink_;
  stats::MetricPushes pushes_;
};

constexpr base::Duration kTwoSeconds = seconds(2);

TEST_F(GatewayPusherTest, TheLastFiguresStay) {
  GatewayPusher pusher(clock_, seconds(3));
  pusher.startRun(target());
  pusher.post("users 0\n", {}, true);
  const auto pushes = pusher.settle();
  pusher.close();
  ASSERT_TRUE(pushes.has_value());
  EXPECT_TRUE(pushes->last_arrived);
  const auto requests = sink_.waitFor(1);
  ASSERT_EQ(requests.size(), 1U) << "nothing is deleted";
  EXPECT_EQ(requests[0].path, "/metrics/job/hrp/instance/me-1/mode/standalone");
}

TEST_F(GatewayPusherTest, WithoutLingerTheGroupGoesWithTheProcess) {
  PushTarget short_lived = target();
  short_lived.linger = base::Duration::zero();
  GatewayPusher pusher(clock_, seconds(3));
  pusher.startRun(short_lived);
  pusher.post("users 0\n", {}, true);
  EXPECT_TRUE(pusher.settle()->last_arrived);
  pusher.close();
  EXPECT_EQ(deleted(2).size(), 1U);
}

TEST_F(GatewayPusherTest, AGatewayThatNeverAnswersHoldsTheEndForLessThanTwoSeconds) {
  sink_.hold(true);
  GatewayPusher pusher(clock_, minutes(10));
  pusher.startRun(target());
  pusher.post("users 1\n", {}, false);
  ASSERT_EQ(sink_.waitFor(1).size(), 1U);
  pusher.post("users 0\n", {}, true);
  EXPECT_LT(timeToEnd(pusher), kTwoSeconds);
  EXPECT_FALSE(pushes_.last_arrived);
  EXPECT_EQ(pushes_.reason, "no answer in time");
}

TEST_F(GatewayPusherTest, APushThatHangsLeavesTheLastOneItsTime) {
  sink_.hold(true);
  GatewayPusher pusher(clock_, minutes(10));
  pusher.startRun(target());
  pusher.post("users 1\n", {}, false);
  ASSERT_EQ(sink_.waitFor(1).size(), 1U);
  pusher.post("users 0\n", {}, true);
  std::thread gateway([this] {
    EXPECT_EQ(sink_.waitFor(2).size(), 2U);
    sink_.hold(false);
  });
  EXPECT_LT(timeToEnd(pusher), kTwoSeconds);
  gateway.join();
  EXPECT_TRUE(pushes_.last_arrived);
  EXPECT_EQ(pushes_.lost, 1U);
}

TEST_F(GatewayPusherTest, AStartDeletesWhatIsOldAndNothingElse) {
  sink_.setListing(R"({"data":[)" + listed("old-1", "worker", 60) + "," +
                   listed("me-1", "standalone", 60) + "," +
                   listed("fresh-1", "worker", 2'000'000'000) + "," +
                   listed("strange/1", "worker", 60) + "]}");
  GatewayPusher pusher(clock_, seconds(3));
  pusher.startRun(target(true));
  pusher.post("users 1\n", {}, false);
  EXPECT_EQ(deleted(3), (std::vector<std::string>{"/metrics/job/hrp/instance/old-1/mode/worker"}));
  pusher.close();
  EXPECT_EQ(sink_.waitFor(3).size(), 3U);
}

TEST_F(GatewayPusherTest, TheGroupOfALostWorkerIsDeleted) {
  const int long_lived = 2'000'000'000;
  sink_.setListing(R"({"data":[)" + listed("w-1", "worker", long_lived, "host_1") + "," +
                   listed("w-2", "worker", long_lived, "host_2") + "]}");
  GatewayPusher pusher(clock_, seconds(3));
  pusher.startRun(target(true));
  pusher.post("hrp_fleet_users 6\n", {}, false);
  EXPECT_EQ(sink_.waitFor(2).size(), 2U);
  pusher.post("hrp_fleet_users 6\n", {"host_2"}, false);
  EXPECT_EQ(deleted(5), (std::vector<std::string>{"/metrics/job/hrp/instance/w-2/mode/worker"}));
}

TEST_F(GatewayPusherTest, AnotherGroupIsLeftWhenTheGatewayChanges) {
  GatewaySink other;
  PushTarget first = target();
  first.linger = base::Duration::zero();
  PushTarget second = first;
  second.gateway = other.url();
  GatewayPusher pusher(clock_, seconds(3));
  pusher.startRun(first);
  pusher.post("users 1\n", {}, true);
  EXPECT_TRUE(pusher.settle()->last_arrived);
  pusher.startRun(second);
  pusher.post("users 2\n", {}, true);
  EXPECT_EQ(deleted(2).size(), 1U);
  EXPECT_TRUE(pusher.settle()->last_arrived);
  pusher.startRun(std::nullopt);
  EXPECT_EQ(other.waitFor(2).at(1).method, "DELETE");
  EXPECT_FALSE(pusher.settle().has_value());
}

}  // namespace
}  // namespace hrp::outputs
