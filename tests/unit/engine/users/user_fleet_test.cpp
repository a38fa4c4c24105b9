#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

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

}  // namespace
}  // namespace hrp::engine
