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
  addCase(
      "  - name: moved\n    request: {method: GET, url: '/redirect/3?delay=60'}\n"
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

TEST_F(ThreadedEngineTest, SecondsComeInOrder) {
  addCase(kHello);
  prepare();
  engine_->start({SpawnGroup{.count = 2}}, {.max_rps = 50});
  ASSERT_TRUE(pollUntil([&](const EngineReport&) { return seconds_.size() >= 2; }));
  stopAndFinish();
  for (std::size_t i = 1; i < seconds_.size(); ++i) EXPECT_LE(seconds_[i - 1], seconds_[i]);
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

// What the server has seen after `time`, with the engine polled meanwhile.
class PausedEngineTest : public EngineFixture {
 protected:
  bool poll(base::Duration time) {
    const base::TimePoint until = clock_.now() + time;
    return pollUntil([&](const EngineReport&) { return clock_.now() >= until; });
  }
  // Every thread has seen the pause, and waits.
  void pause(base::Duration time) {
    clock_.jump(time);
    ASSERT_TRUE(pollUntil([](const EngineReport& report) { return report.held; }));
    ASSERT_TRUE(poll(milliseconds(100)));
  }
  void runAt(const PacePlan& pace) {
    addCase(kHello);
    prepare();
    engine_->start({SpawnGroup{.count = 20}}, pace);
    ASSERT_TRUE(poll(milliseconds(500)));
  }
};

TEST_F(PausedEngineTest, SendsNothingBeforeItIsResumedAndNoBacklogAfterIt) {
  runAt({.max_rps = 200});
  pause(seconds(5));
  const auto before = server_->requestCount();
  ASSERT_TRUE(poll(milliseconds(200)));
  EXPECT_EQ(server_->requestCount(), before);
  const base::TimePoint resumed = clock_.now();
  engine_->resume();
  ASSERT_TRUE(poll(milliseconds(500)));
  const double took_s = std::chrono::duration<double>(clock_.now() - resumed).count();
  const auto after = static_cast<double>(server_->requestCount() - before);
  EXPECT_LE(after, 200 * took_s + 5);
  EXPECT_GE(after, 50);
  stopAndFinish();
  EXPECT_EQ(stats::totalOf(total_).requests(), server_->requestCount());
  // The pause and the wait for resume().
  EXPECT_GT(total_.dropped_requests, 1'000U);
  EXPECT_LT(total_.dropped_requests, 1'200U);
}

TEST_F(PausedEngineTest, AStopEndsItWithoutAnotherRequest) {
  runAt({});
  pause(seconds(3));
  const auto before = server_->requestCount();
  stopAndFinish();
  EXPECT_EQ(server_->requestCount(), before);
  EXPECT_EQ(stats::totalOf(total_).requests(), before);
}

TEST_F(PausedEngineTest, ArrivalsOfThePauseAreDropped) {
  runAt({.max_rps = 100, .of_iterations = true});
  pause(seconds(5));
  const auto before = server_->requestCount();
  engine_->resume();
  ASSERT_TRUE(poll(milliseconds(300)));
  EXPECT_LE(server_->requestCount() - before, 60U);
  stopAndFinish();
  EXPECT_GE(total_.dropped_iterations, 499U);
  EXPECT_LE(total_.dropped_iterations, 600U);
}

TEST_F(PausedEngineTest, UpToASecondIsLateAndNotDropped) {
  runAt({.max_rps = 200});
  clock_.jump(milliseconds(800));
  ASSERT_TRUE(poll(milliseconds(400)));
  EXPECT_FALSE(last_.held);
  stopAndFinish();
  EXPECT_EQ(total_.dropped_requests, 0U);
  EXPECT_GT(total_.late_starts, 100U);
}

TEST_F(PausedEngineTest, CanBeDestroyedWhileItIsHeld) {
  runAt({});
  pause(seconds(2));
}

TEST_F(ThreadedEngineTest, FiguresComeAsOftenAsAskedFor) {
  addCase(kHello);
  EngineSettings settings = twoThreads();
  settings.slice_interval = milliseconds(200);
  prepare(settings);
  engine_->start({SpawnGroup{.count = 4}}, {.max_rps = 400});
  ASSERT_TRUE(pollUntil([this](const EngineReport&) { return seconds_.size() >= 10; }));
  // A second and a bit later all of it would have come at once before.
  EXPECT_LE(seconds_.back(), 3U);
  const auto seen = server_->requestCount();
  EXPECT_GE(stats::totalOf(total_).requests() + 200, seen);
  EXPECT_LE(total_.generator.seconds, 2U * (seconds_.back() + 1));
  stopAndFinish();
  EXPECT_EQ(stats::totalOf(total_).requests(), server_->requestCount());
}

}  // namespace
}  // namespace hrp::engine
