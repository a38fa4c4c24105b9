#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;

constexpr const char* kRow =
    "  - name: row\n    request: {method: GET, url: /hello, params: {n: $n}}\n";

class UserFleetTest : public EngineFixture {
 protected:
  static std::string rows(int count, const std::string& setting) {
    std::string text = "  parameters: {n: [";
    for (int i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + std::to_string(i);
    return text + "]}\n  parameters_setting: " + setting + "\n";
  }
};

TEST_F(UserFleetTest, UniqueRowsEndTheirUsers) {
  addCase(kRow, rows(50, "{pick_order: unique}"));
  prepare();
  engine_->start({SpawnGroup{.count = 7}}, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(server_->requestCount(), 50U);
  EXPECT_EQ(total_.iterations, 50U);
  EXPECT_EQ(last_.users, 0);
}

TEST_F(UserFleetTest, SequentialRowsGoRoundAndTheLimitEndsThem) {
  addCase(kRow, rows(3, "{limit: 40}"));
  prepare();
  engine_->start({SpawnGroup{.count = 4}}, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(server_->requestCount(), 40U);
}

TEST_F(UserFleetTest, AUserWaitsForARowWithoutARequest) {
  addCase(kRow, rows(10, "{}"));
  prepare();
  engine_->start({SpawnGroup{.count = 3, .iterations = 9}}, {});
  const base::TimePoint deadline = clock_.now() + std::chrono::seconds(20);
  EngineReport report = engine_->poll();
  while (report.fleet.rows.at(0).waiting < 3 && clock_.now() < deadline) report = engine_->poll();
  EXPECT_EQ(report.fleet.rows[0].waiting, 3);
  EXPECT_EQ(server_->requestCount(), 0U);
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(server_->requestCount(), 9U);
  EXPECT_EQ(last_.fleet.rows[0].waiting, 0);
  EXPECT_EQ(last_.fleet.rows[0].started, 9U);
}

TEST_F(UserFleetTest, AStopEndsUsersThatWaitForARow) {
  addCase(kRow, rows(10, "{}"));
  prepare();
  engine_->start({SpawnGroup{.count = 3}}, {});
  engine_->stop({});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(last_.fleet.rows.at(0).waiting, 0);
}

TEST_F(UserFleetTest, RandomRowsNeedNoFleet) {
  addCase(kRow, rows(10, "{pick_order: random}"));
  prepare();
  engine_->start({SpawnGroup{.count = 2, .iterations = 20}}, {});
  EngineReport report = engine_->poll();
  EXPECT_TRUE(report.fleet.rows.empty());
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(server_->requestCount(), 20U);
}

TEST_F(UserFleetTest, ItAsksForAttentionWhenAUserWaits) {
  addCase(kRow, rows(10, "{}"));
  std::atomic<int> calls{0};
  EngineSettings settings = twoThreads();
  settings.attention = [&calls] { ++calls; };
  prepare(settings);
  engine_->start({SpawnGroup{.count = 1, .iterations = 1}}, {});
  const base::TimePoint deadline = clock_.now() + std::chrono::seconds(20);
  while (calls == 0 && clock_.now() < deadline) std::this_thread::yield();
  EXPECT_GT(calls, 0);
  ASSERT_TRUE(pollUntilFinished());
  engine_.reset();
}

TEST_F(UserFleetTest, UsersMeetAndGoTogether) {
  addCase(
      "  - name: think\n    think_time: {time: 0.05}\n"
      "  - name: meet\n    rendezvous: {name: meet, number: 4, timeout: 10000}\n"
      "  - name: after\n    request: {method: GET, url: /hello}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 8, .iterations = 24}}, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(row("request-GET", "after").requests(), 24U);
  EXPECT_EQ(row("transaction", "Action").failures(), 0U);
  EXPECT_GE(last_.fleet.points.at(0).arrivals, 16U);
  EXPECT_GE(last_.fleet.points[0].releases, 2U);
}

TEST_F(UserFleetTest, AMeetingIsOverWhenNobodyElseComes) {
  addCase(
      "  - name: meet\n    rendezvous: {name: meet, number: 4, timeout: 50}\n"
      "  - name: after\n    request: {method: GET, url: /hello}\n");
  addCase("  - name: other\n    think_time: {time: 0.3}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 4, .iterations = 12}}, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(total_.iterations, 12U);
}

TEST_F(UserFleetTest, TheCaseTimeoutEndsTheWaiting) {
  addCase(
      "  - name: think\n    think_time: {time: 0.05}\n"
      "  - name: meet\n    rendezvous: {name: meet, number: 2, timeout: 60000}\n",
      "  case_timeout: 0.3\n");
  addCase("  - name: other\n    think_time: {time: 10}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 12}}, {});
  ASSERT_TRUE(pollUntil([this](const EngineReport&) { return total_.iterations > 0; }));
  stopAndFinish();
}

TEST_F(UserFleetTest, AStopEndsUsersThatWaitForOthers) {
  addCase(
      "  - name: think\n    think_time: {time: 0.05}\n"
      "  - name: meet\n    rendezvous: {name: meet, number: 3, timeout: 60000}\n"
      "  - name: rest\n    think_time: {time: 30}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 4}}, {});
  ASSERT_TRUE(
      pollUntil([](const EngineReport& report) { return report.fleet.points.at(0).releases > 0; }));
  stopAndFinish();
  EXPECT_EQ(last_.users, 0);
}

}  // namespace
}  // namespace hrp::engine
