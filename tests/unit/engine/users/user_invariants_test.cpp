// In debug builds each walk of a user ends with its table of rules, and a broken one ends the
// process: these runs take a user through each way to wait and to end.

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

class UserInvariants : public EngineFixture {};

TEST_F(UserInvariants, HoldOverEveryWayToWait) {
  addCase(
      "  - name: rest\n    variables: {x: '${sleep(0.01)}'}\n    think_time: {time: 0.01}\n"
      "  - transaction: {name: t, type: start}\n"
      "  - name: meet\n    rendezvous: {name: meet, number: 2, timeout: 50}\n"
      "  - name: hello\n    request: {method: GET, url: /hello}\n"
      "    validate: [{eq: [status_code, 200]}]\n"
      "  - name: refused\n    request: {method: GET, url: 'http://127.0.0.1:1/'}\n",
      "  variables: {y: '${sleep(0.01)}'}\n  parameters: {id: [1, 2, 3]}\n");
  runLoops(4, 3);
  EXPECT_EQ(row("request-GET", "hello").requests(), 12U);
  EXPECT_EQ(row("transaction", "Action").failures(), 12U);
}

TEST_F(UserInvariants, HoldWhenAUserIsStoppedWhereverItIs) {
  addCase(
      "  - name: rest\n    think_time: {time: 0.002}\n"
      "  - name: hello\n    request: {method: GET, url: /delay/2}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 50, .rate_per_s = 5'000}}, {.max_rps = 2'000});
  ASSERT_TRUE(
      pollUntil([this](const EngineReport&) { return stats::totalOf(total_).requests() > 50; }));
  engine_->stop(std::chrono::seconds(5));
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(stats::totalOf(total_).requests(), server_->requestCount());
}

}  // namespace
}  // namespace hrp::engine
