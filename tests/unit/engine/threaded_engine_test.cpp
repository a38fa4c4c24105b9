#include "hrp/engine/threaded_engine.hpp"

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;

constexpr const char* kHello =
    "  - name: hello\n    request: {method: GET, url: /hello}\n"
    "    validate: [{eq: [status_code, 200]}]\n";

class ThreadedEngineTest : public EngineFixture {};

TEST_F(ThreadedEngineTest, LoopsAreExactAndEqualTheServersCount) {
  addCase(kHello);
  runLoops(7, 30);
  EXPECT_EQ(row("request-GET", "hello").requests(), 210U);
  EXPECT_EQ(row("request-GET", "hello").failures(), 0U);
  EXPECT_EQ(server_->requestCount("/hello"), 210U);
  EXPECT_EQ(server_->connectionCount(), 7U);
  EXPECT_EQ(total_.iterations, 210U);
  EXPECT_EQ(total_.transactions_passed, 210U);
  EXPECT_EQ(row("transaction", "Action").requests(), 210U);
  EXPECT_FALSE(row("transaction", "Action").in_total);
  EXPECT_EQ(stats::totalOf(total_).requests(), 210U);
  EXPECT_EQ(last_.users, 0);
  EXPECT_EQ(last_.target_users, 0);
}

TEST_F(ThreadedEngineTest, AStopLosesNoRequest) {
  addCase(kHello);
  prepare();
  engine_->start({SpawnGroup{.count = 20}}, {});
  // One thread may send all of these before the other begins.
  ASSERT_TRUE(pollUntil([&](const EngineReport& report) {
    return report.spawned && report.users == 20 && server_->requestCount() > 200;
  }));
  stopAndFinish();
  EXPECT_EQ(row("request-GET", "hello").requests(), server_->requestCount("/hello"));
  EXPECT_EQ(row("transaction", "Action").failures(), 0U);
}

TEST_F(ThreadedEngineTest, ReleasedItHoldsNothingAndMayBePreparedAgain) {
  addCase(kHello);
  runLoops(2, 5);
  const std::weak_ptr<const testcase::Workload> seen = std::exchange(workload_, nullptr);
  engine_->release();
  EXPECT_TRUE(seen.expired());
  EXPECT_FALSE(engine_->poll().finished);
  engine_->stop({});
  runLoops(2, 5);
  EXPECT_EQ(server_->requestCount("/hello"), 20U);
}

TEST_F(ThreadedEngineTest, RequestsStillOpenAfterTheDrainAreAborted) {
  addCase("  - name: slow\n    request: {method: GET, url: /never}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 5}}, {});
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return server_->requestCount() == 5; }));
  stopAndFinish(milliseconds(20));
  const stats::Row slow = row("request-GET", "slow");
  EXPECT_EQ(slow.aborted, 5U);
  EXPECT_EQ(slow.requests(), 0U);
  EXPECT_TRUE(slow.errors.empty());
  EXPECT_EQ(slow.connections.opened, 5U);
  EXPECT_EQ(slow.connections.fresh, stats::ConnectionFigures::Answers());
  EXPECT_EQ(row("transaction", "Action").requests(), 0U);
}

TEST_F(ThreadedEngineTest, ASecondStopEndsTheDrain) {
  addCase("  - name: slow\n    request: {method: GET, url: /never}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 5}}, {});
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return server_->requestCount() == 5; }));
  engine_->stop(std::chrono::hours(1));
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 5; }));
  engine_->stop(std::chrono::hours(2));
  stopAndFinish(milliseconds(10));
  EXPECT_EQ(row("request-GET", "slow").aborted, 5U);
}

TEST_F(ThreadedEngineTest, TheNextHopsOfARedirectBelongToARequestUnderWay) {
  addCase("  - name: moved\n    request: {method: GET, url: '/redirect/3?delay=60'}\n"
          "    validate: [{eq: [status_code, 200]}]\n"
          "  - {name: next, request: {method: GET, url: /never}}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 5}}, {});
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return server_->requestCount() > 0; }));
  stopAndFinish(seconds(10));
  const stats::Row moved = row("request-GET", "moved");
  EXPECT_EQ(moved.failures() + moved.aborted, 0U) << firstError("request-GET", "moved");
  EXPECT_EQ(moved.requests() * 4, server_->requestCount());
}

TEST_F(ThreadedEngineTest, TheDrainLetsRequestsFinish) {
  addCase("  - name: slow\n    request: {method: GET, url: /delay/100}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 5}}, {});
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return server_->requestCount() >= 5; }));
  stopAndFinish(seconds(10));
  EXPECT_EQ(row("request-GET", "slow").requests(), server_->requestCount());
  EXPECT_EQ(row("request-GET", "slow").failures(), 0U);
}

TEST_F(ThreadedEngineTest, AWorkerWithoutUsersWaitsForOrders) {
  addCase(kHello);
  prepare();
  engine_->start({}, {});
  EngineReport report = engine_->poll();
  EXPECT_TRUE(report.spawned);
  EXPECT_FALSE(report.finished);
  engine_->adjust({SpawnGroup{.count = 1, .iterations = 3}}, 0, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(server_->requestCount(), 3U);
}

TEST_F(ThreadedEngineTest, NoUsersWithALoopCountAreDoneAtOnce) {
  addCase(kHello);
  prepare();
  engine_->start({SpawnGroup{.count = 0, .iterations = 1}}, {});
  EXPECT_TRUE(engine_->poll().finished);
}

TEST_F(ThreadedEngineTest, UsersAreRemovedAndAdded) {
  addCase(kHello);
  prepare();
  engine_->start({SpawnGroup{.count = 10}}, {});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 10; }));
  engine_->adjust({}, 7, {});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 3; }));
  EXPECT_EQ(last_.target_users, 3);
  engine_->adjust({SpawnGroup{.count = 2}}, 0, {});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 5; }));
  engine_->adjust({}, 5, {});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 0; }));
  EXPECT_FALSE(last_.finished);
  stopAndFinish();
  EXPECT_EQ(row("request-GET", "hello").requests(), server_->requestCount("/hello"));
}

// A hundred thousand starts that are all due keep nobody waiting who was there before.
TEST_F(ThreadedEngineTest, TheRateHoldsWhileUsersStart) {
  addCase(kHello);
  prepare();
  const base::TimePoint start = clock_.now();
  engine_->start({SpawnGroup{.count = 100'000}}, {.max_rps = 1'000});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.spawned; }));
  const double took_s = std::chrono::duration<double>(clock_.now() - start).count();
  EXPECT_GE(static_cast<double>(server_->requestCount()), 300 * took_s - 20);
  stopAndFinish();
  EXPECT_EQ(row("request-GET", "hello").requests(), server_->requestCount("/hello"));
}

TEST_F(ThreadedEngineTest, SecondsComeOnceAndInOrder) {
  addCase(kHello);
  prepare();
  engine_->start({SpawnGroup{.count = 2}}, {.max_rps = 50});
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return seconds_.size() >= 2; }));
  stopAndFinish();
  for (std::size_t i = 1; i < seconds_.size(); ++i) EXPECT_LT(seconds_[i - 1], seconds_[i]);
  EXPECT_EQ(row("request-GET", "hello").requests(), server_->requestCount("/hello"));
}

TEST_F(ThreadedEngineTest, RampSpreadsTheStarts) {
  addCase(kHello);
  prepare();
  const base::TimePoint start = clock_.now();
  engine_->start({SpawnGroup{.count = 6, .rate_per_s = 20, .iterations = 6}}, {});
  EXPECT_FALSE(engine_->poll().spawned);
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_GE(clock_.now() - start, milliseconds(250));
  EXPECT_EQ(server_->requestCount(), 6U);
}

TEST_F(ThreadedEngineTest, Http2CountsLikeHttp1) {
  addCase(
      "  - name: modern\n    request: {method: POST, url: /echo, http2: true, json: {a: 1}}\n"
      "    validate: [{eq: [status_code, 200]}, {eq: [body.body, '{\"a\":1}']}]\n");
  runLoops(4, 25);
  EXPECT_EQ(row("request-POST", "modern").requests(), 100U);
  EXPECT_EQ(row("request-POST", "modern").failures(), 0U);
  EXPECT_EQ(server_->requestCount("/echo"), 100U);
  EXPECT_EQ(server_->connectionCount(), 4U);
}

TEST_F(ThreadedEngineTest, CanRunAgain) {
  addCase(kHello);
  runLoops(2, 5);
  const auto ready = engine_->prepare(workload_, twoThreads());
  ASSERT_TRUE(ready);
  engine_->start({SpawnGroup{.count = 2, .iterations = 4}}, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(server_->requestCount(), 14U);
}

TEST_F(ThreadedEngineTest, IterationsWithoutRequestsDoNotBlockAStop) {
  addCase("  - name: nothing\n    think_time: {time: 0}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 3}}, {});
  ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.users == 3; }));
  stopAndFinish();
  EXPECT_GT(total_.iterations, 0U);
}

}  // namespace
}  // namespace hrp::engine
