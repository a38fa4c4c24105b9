#include "hrp/outputs/prometheus_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/outputs/captured_log.hpp"
#include "unit/outputs/gateway_sink.hpp"
#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;

stats::Snapshot workerSnapshot(std::int64_t users) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.role = stats::Role::kWorker;
  snapshot.users = users;
  return snapshot;
}

class PrometheusOutputTest : public ::testing::Test {
 protected:
  PrometheusSettings settings(base::Duration linger = kDefaultLinger) {
    return {.gateway = sink_.url(), .linger = linger};
  }

  const base::SystemClock clock_{};
  GatewaySink sink_;
};

TEST_F(PrometheusOutputTest, PushesEveryIntervalAndItsLastFiguresStay) {
  PrometheusOutput output(clock_, {.instance = "host-1", .worker_id = "host_17"});
  output.configure(settings());
  output.onRunStarted(workerSnapshot(0));
  EXPECT_EQ(sink_.waitFor(1).size(), 1U);
  output.onSnapshot(workerSnapshot(5));
  EXPECT_EQ(sink_.waitFor(2).size(), 2U);
  output.onRunEnded(workerSnapshot(7));
  const auto pushes = output.settle();
  output.close();
  ASSERT_TRUE(pushes.has_value());
  EXPECT_FALSE(pushes->lostAny());
  const auto requests = sink_.waitFor(3);
  ASSERT_EQ(requests.size(), 3U);
  for (const SinkRequest& request : requests) {
    EXPECT_EQ(request.path, "/metrics/job/hrp/instance/host-1/mode/worker");
    EXPECT_THAT(request.body, HasSubstr("hrp_worker{id=\"host_17\"} 1"));
  }
  EXPECT_THAT(requests[1].body, HasSubstr("\nusers 5\n"));
  EXPECT_THAT(requests[2].body, HasSubstr("\nusers 7\n"));
}

TEST_F(PrometheusOutputTest, AStuckGatewayDoesNotBlockAndGetsTheNewestFigures) {
  PrometheusOutput output(clock_, {});
  output.configure(settings(base::Duration::zero()));
  sink_.hold(true);
  output.onRunStarted(workerSnapshot(1));
  EXPECT_EQ(sink_.waitFor(1).size(), 1U);
  for (std::int64_t users = 2; users <= 50; ++users) output.onSnapshot(workerSnapshot(users));
  sink_.hold(false);
  output.close();
  const auto requests = sink_.waitFor(3);
  ASSERT_EQ(requests.size(), 3U) << "one that was under way, the newest, and the deletion";
  EXPECT_THAT(requests[1].body, HasSubstr("\nusers 50\n"));
  EXPECT_EQ(requests[2].method, "DELETE");
}

TEST_F(PrometheusOutputTest, ADeadGatewayTellsNoPasswordAndThrowsNothing) {
  std::string url;
  { url = GatewaySink().url(); }
  CapturedLog log;
  {
    PrometheusOutput output(clock_, {});
    output.configure({.gateway = "http://user:secret@" + url.substr(7)});
    output.onRunStarted(workerSnapshot(1));
    output.onRunEnded(workerSnapshot(1));
    const auto pushes = output.settle();
    ASSERT_TRUE(pushes.has_value());
    EXPECT_TRUE(pushes->lostAny());
    EXPECT_EQ(pushes->gateway, url);
  }
  EXPECT_EQ(log.text().find("secret"), std::string::npos) << log.text();
}

TEST_F(PrometheusOutputTest, WithoutAGatewayNothingHappens) {
  PrometheusOutput output(clock_, {});
  output.configure({});
  output.onRunStarted(sampleSnapshot());
  output.onRunEnded(sampleEnd());
  EXPECT_FALSE(output.settle().has_value());
  output.close();
  output.close();
  output.onSnapshot(sampleSnapshot());
}

TEST_F(PrometheusOutputTest, TwoAtOnceHaveTwoNamesAndTheNextTakesOneOver) {
  const auto pathOf = [this](std::size_t request) { return sink_.waitFor(request).back().path; };
  std::string first;
  {
    PrometheusOutput one(clock_, {});
    one.configure(settings());
    one.onRunStarted(workerSnapshot(1));
    first = pathOf(1);
    EXPECT_THAT(first, ::testing::MatchesRegex(
                           "/metrics/job/hrp/instance/.+-[0-9a-f]{8}-[0-9]+/mode/worker"));
    PrometheusOutput two(clock_, {});
    two.configure(settings());
    two.onRunStarted(workerSnapshot(1));
    EXPECT_NE(pathOf(2), first);
  }
  PrometheusOutput next(clock_, {});
  next.configure(settings());
  next.onRunStarted(workerSnapshot(1));
  EXPECT_EQ(pathOf(3), first);
}

TEST_F(PrometheusOutputTest, HasTheBordersOfItsSettings) {
  PrometheusOutput output(clock_, {});
  PrometheusSettings few = settings();
  few.borders = {50'000, 2'500'000};
  output.configure(few);
  output.onRunStarted(workerSnapshot(1));
  const std::string text = sink_.waitFor(1).at(0).body;
  EXPECT_THAT(text, HasSubstr(",le=\"2.5\""));
  EXPECT_EQ(text.find(",le=\"0.5\""), std::string::npos);
}

}  // namespace
}  // namespace hrp::outputs
