// Users that wait for each other (src/engine/steps/rendezvous.cpp).

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

class RendezvousTest : public EngineFixture {};

TEST_F(RendezvousTest, UsersMeetAndGoTogether) {
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

TEST_F(RendezvousTest, AMeetingIsOverWhenNobodyElseComes) {
  addCase(
      "  - name: meet\n    rendezvous: {name: meet, number: 4, timeout: 50}\n"
      "  - name: after\n    request: {method: GET, url: /hello}\n");
  addCase("  - name: other\n    think_time: {time: 0.3}\n");
  prepare();
  engine_->start({SpawnGroup{.count = 4, .iterations = 12}}, {});
  ASSERT_TRUE(pollUntilFinished());
  EXPECT_EQ(total_.iterations, 12U);
}

TEST_F(RendezvousTest, TheCaseTimeoutEndsTheWaiting) {
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

TEST_F(RendezvousTest, AStopEndsUsersThatWaitForOthers) {
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
