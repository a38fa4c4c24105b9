#include "hrp/outputs/prometheus_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "unit/outputs/gateway_sink.hpp"
#include "unit/outputs/sample_run.hpp"

namespace hrp::outputs {
namespace {

using ::testing::HasSubstr;

// The default logger writes here while it lives.
class CapturedLog {
 public:
  CapturedLog() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("test", std::move(sink)));
  }
  ~CapturedLog() { spdlog::set_default_logger(before_); }
  [[nodiscard]] std::size_t lines() const {
    const std::string text = text_.str();
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }
  [[nodiscard]] std::string text() const { return text_.str(); }

 private:
  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_;
};

stats::Snapshot workerSnapshot(std::int64_t users) {
  stats::Snapshot snapshot = sampleSnapshot();
  snapshot.role = stats::Role::kWorker;
  snapshot.users = users;
  return snapshot;
}

PrometheusOptions optionsFor(const GatewaySink& sink) {
  return {sink.url(), "11112222-3333-4444-8555-666677778888", std::chrono::milliseconds(5'000)};
}

TEST(PrometheusOutputTest, PushesEveryIntervalAndDeletesTheGroupWhenItLeaves) {
  GatewaySink sink;
  PrometheusOutput output(optionsFor(sink));
  output.onRunStarted(workerSnapshot(0));
  EXPECT_EQ(sink.waitFor(1).size(), 1U);
  output.onSnapshot(workerSnapshot(5));
  EXPECT_EQ(sink.waitFor(2).size(), 2U);
  output.onRunEnded(workerSnapshot(7));
  output.close();
  const auto requests = sink.waitFor(4);
  ASSERT_EQ(requests.size(), 4U);
  for (const SinkRequest& request : requests) {
    EXPECT_EQ(request.path,
              "/metrics/job/hrp/instance/11112222-3333-4444-8555-666677778888/mode/worker");
  }
  EXPECT_THAT(requests[1].body, HasSubstr("\nusers 5\n"));
  EXPECT_THAT(requests[2].body, HasSubstr("\nusers 7\n"));
  EXPECT_EQ(requests[3].method, "DELETE");
}

TEST(PrometheusOutputTest, AStuckGatewayDoesNotBlockAndGetsTheNewestFigures) {
  GatewaySink sink;
  PrometheusOutput output(optionsFor(sink));
  sink.hold(true);
  output.onSnapshot(workerSnapshot(1));
  EXPECT_EQ(sink.waitFor(1).size(), 1U);
  for (std::int64_t users = 2; users <= 50; ++users) output.onSnapshot(workerSnapshot(users));
  sink.hold(false);
  output.close();
  const auto requests = sink.waitFor(3);
  ASSERT_EQ(requests.size(), 3U) << "one that was under way, the newest, and the deletion";
  EXPECT_THAT(requests[1].body, HasSubstr("\nusers 50\n"));
}

TEST(PrometheusOutputTest, OneLogLineForEachChangeOfTheGateway) {
  CapturedLog log;
  GatewaySink sink;
  sink.setStatus(500);
  {
    PrometheusOutput output(optionsFor(sink));
    for (std::size_t push = 1; push <= 3; ++push) {
      output.onSnapshot(workerSnapshot(1));
      ASSERT_EQ(sink.waitFor(push).size(), push);
    }
    sink.setStatus(202);
    for (std::size_t push = 4; push <= 5; ++push) {
      output.onSnapshot(workerSnapshot(1));
      ASSERT_EQ(sink.waitFor(push).size(), push);
    }
  }
  EXPECT_EQ(log.lines(), 2U) << log.text();
  EXPECT_THAT(log.text(), HasSubstr("status 500 pushed metrics are invalid"));
  EXPECT_THAT(log.text(), HasSubstr("answers again"));
}

TEST(PrometheusOutputTest, ADeadGatewayIsOneLineAndNeverAnException) {
  std::string url;
  { url = GatewaySink().url(); }
  CapturedLog log;
  {
    PrometheusOutput output({.gateway = "http://user:secret@" + url.substr(7)});
    output.onSnapshot(workerSnapshot(1));
    output.onRunEnded(workerSnapshot(1));
  }
  EXPECT_EQ(log.lines(), 1U) << log.text();
  EXPECT_EQ(log.text().find("secret"), std::string::npos);
}

TEST(PrometheusOutputTest, AnotherGatewayGetsTheFiguresAndTheOldOneLosesThem) {
  GatewaySink first;
  GatewaySink second;
  PrometheusOutput output(optionsFor(first));
  output.onSnapshot(workerSnapshot(1));
  ASSERT_EQ(first.waitFor(1).size(), 1U);
  output.setGateway(second.url());
  output.onSnapshot(workerSnapshot(2));
  ASSERT_EQ(second.waitFor(1).size(), 1U);
  ASSERT_EQ(first.waitFor(2).size(), 2U);
  EXPECT_EQ(first.waitFor(2)[1].method, "DELETE");
  output.setGateway("");
  EXPECT_EQ(second.waitFor(2).at(1).method, "DELETE");
  output.onSnapshot(workerSnapshot(3));
  output.close();
  EXPECT_EQ(second.waitFor(2).size(), 2U);
}

TEST(PrometheusOutputTest, WithoutAGatewayNothingHappens) {
  PrometheusOutput output({});
  output.onRunStarted(sampleSnapshot());
  output.onRunEnded(sampleEnd());
  output.close();
  output.close();
  output.onSnapshot(sampleSnapshot());
}

TEST(PrometheusOutputTest, TheInstanceIsARandomUuidAndTheModeIsTheRole) {
  GatewaySink sink;
  {
    PrometheusOutput output({sink.url(), "", std::chrono::milliseconds(5'000)});
    output.onSnapshot(sampleSnapshot());
  }
  {
    PrometheusOutput output({sink.url(), "a/b c", std::chrono::milliseconds(5'000)});
    output.onSnapshot(sampleMaster());
  }
  const auto requests = sink.waitFor(4);
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_THAT(requests[0].path, ::testing::MatchesRegex(
                                    "/metrics/job/hrp/instance/[0-9a-f]{8}-[0-9a-f]{4}-4"
                                    "[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/mode/standalone"));
  EXPECT_EQ(requests[2].path, "/metrics/job/hrp/instance/a_b_c/mode/master");
}

}  // namespace
}  // namespace hrp::outputs
