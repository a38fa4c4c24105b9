#include "outputs/prometheus/group_metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string pushedBy(const stats::Snapshot& snapshot, const MetricTextOptions& options) {
  MetricText metrics;
  metrics.startRun(options);
  return metrics.build(snapshot);
}

TEST(GroupMetricsTest, AGroupSaysHowLongItIsWorthKeeping) {
  stats::Snapshot snapshot = sampleSnapshot();
  EXPECT_THAT(pushedBy(snapshot, {}), HasSubstr("\nhrp_group_linger_seconds 600\n"))
      << "a run that goes on pushes every 3 s; it must not look dead while a machine is paused";
  snapshot.reason = stats::EndReason::kRunTime;
  EXPECT_THAT(pushedBy(snapshot, {}), HasSubstr("\nhrp_group_linger_seconds 60\n"));
  EXPECT_THAT(pushedBy(snapshot, {.linger = std::chrono::seconds(0)}),
              HasSubstr("\nhrp_group_linger_seconds 0\n"));
  EXPECT_THAT(pushedBy(snapshot, {.linger = Linger()}), Not(HasSubstr("linger")))
      << "what is to be kept is deleted by nobody";
}

TEST(GroupMetricsTest, AWorkerSaysWhoItIs) {
  EXPECT_THAT(pushedBy(sampleSnapshot(), {.worker_id = "host_17"}),
              HasSubstr("\nhrp_worker{id=\"host_17\"} 1\n"));
  EXPECT_THAT(pushedBy(sampleSnapshot(), {}), Not(HasSubstr("hrp_worker")));
}

TEST(GroupMetricsTest, AMasterPushesTheQuantilesOfTheFleetAndNothingThatAddsUp) {
  const stats::Snapshot snapshot = sampleMaster();
  const std::string text = pushedBy(snapshot, {});
  const auto total = stats::totalOf(snapshot.total).latency.all();
  EXPECT_THAT(text, HasSubstr("# TYPE hrp_fleet_response_time_seconds summary"));
  EXPECT_THAT(text, HasSubstr("hrp_fleet_response_time_seconds_count{method=\"\",name=\"Total\"} " +
                              std::to_string(total.count())));
  for (const char* quantile : {"0.5", "0.9", "0.95", "0.99", "0.999"}) {
    EXPECT_THAT(text, HasSubstr("{method=\"\",name=\"Total\",quantile=\"" + std::string(quantile) +
                                "\"} "));
  }
  EXPECT_THAT(text, HasSubstr("hrp_fleet_response_time_seconds{method=\"request-GET\",name=\"get "
                              "hello\",quantile=\"0.5\"} 0.000421"));
  EXPECT_THAT(text, HasSubstr("\nhrp_fleet_users "));
  EXPECT_THAT(text, HasSubstr("\nhrp_fleet_lost_workers "));
  EXPECT_THAT(text, Not(HasSubstr("\ntotal_num_requests")));
  EXPECT_THAT(text, Not(HasSubstr("\nusers ")));
}

}  // namespace
}  // namespace hrp::outputs
