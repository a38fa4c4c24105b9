#include "engine/users/user.hpp"

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
class UserTest : public EngineFixture {};

TEST_F(UserTest, SessionValuesStartAnewInEachIteration) {
  addCase(
      "  - name: first\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: [$seen, none]}]\n"
      "    extract: {other: body.hello}\n"
      "  - name: second\n    request: {method: GET, url: /hello}\n"
      "    extract: {seen: body.hello}\n"
      "  - name: third\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: [$seen, world]}]\n",
      "  variables: {seen: none}\n");
  runLoops(2, 3);
  EXPECT_EQ(stats::totalOf(total_).failures(), 0U) << firstError("request-GET", "first");
  EXPECT_EQ(stats::totalOf(total_).requests(), 18U);
}

TEST_F(UserTest, WeightsChooseTheTestcase) {
  addCase("  - name: often\n    request: {method: GET, url: /hello}\n", "  weight: 1\n");
  addCase("  - name: never\n    request: {method: GET, url: /hello}\n", "  weight: 0\n");
  runLoops(1, 20);
  EXPECT_EQ(row("request-GET", "often").requests(), 20U);
  EXPECT_EQ(row("request-GET", "never").requests(), 0U);
}

TEST_F(UserTest, ThinkTimeAndSleepDelayTheUser) {
  addCase(
      "  - name: think\n    think_time: {time: 0.05}\n"
      "  - name: hello\n    request: {method: GET, url: /hello}\n");
  runLoops(3, 2);
  EXPECT_GE(row("transaction", "Action").latency.all().min(), 50'000U);
  EXPECT_EQ(row("think_time", "think").requests(), 0U);
  EXPECT_LT(row("request-GET", "hello").latency.all().min(), 50'000U);
}

TEST_F(UserTest, ASleepInItsVariablesHoldsAStepOfAnyKindBack) {
  addCase(
      "  - name: rest\n    variables: {x: '${sleep(0.06)}'}\n    think_time: {time: 0}\n"
      "  - transaction: {name: t, type: start}\n    variables: {x: '${sleep(0.06)}'}\n"
      "  - transaction: {name: t, type: end}\n");
  runLoops(1, 1);
  EXPECT_GE(row("transaction", "Action").latency.all().min(),
            row("transaction", "t").latency.all().max() + 110'000U);
}

TEST_F(UserTest, TheCaseTimeoutFailsTheIteration) {
  addCase(
      "  - name: hello\n    request: {method: GET, url: /hello}\n"
      "  - name: think\n    think_time: {time: 30}\n"
      "  - name: never\n    request: {method: GET, url: /hello}\n",
      "  case_timeout: 0.1\n");
  runLoops(1, 2);
  EXPECT_EQ(row("transaction", "Action").failures(), 2U);
  EXPECT_EQ(firstKind("transaction", "Action"), base::ErrorKind::kTimeout);
  EXPECT_EQ(server_->requestCount(), 2U);
}

TEST_F(UserTest, PacingLimitsTheRateAndCountsFromTheSchedule) {
  addCase("  - name: hello\n    request: {method: GET, url: /hello}\n");
  prepare();
  const base::TimePoint start = clock_.now();
  engine_->start({SpawnGroup{.count = 8, .iterations = 40}}, {.max_rps = 100});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_GE(clock_.now() - start, milliseconds(380));
  const stats::Row hello = row("request-GET", "hello");
  EXPECT_EQ(hello.requests(), 40U);
  EXPECT_EQ(hello.service_time.count(), 40U);
}

}  // namespace
}  // namespace hrp::engine
