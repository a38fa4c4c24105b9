#include "engine/run/run_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using ::testing::HasSubstr;

class RunPlanTest : public ::testing::Test {
 protected:
  base::Result<std::unique_ptr<SharedRun>> make(testcase::Operation operation) {
    operation.place = {"case.yaml", "step 1 (x)"};
    auto program = std::make_shared<testcase::Program>();
    program->operations.push_back(std::move(operation));
    auto workload = std::make_shared<testcase::Workload>();
    workload->programs.push_back(program);
    return makeSharedRun(clock_, workload, {});
  }
  hrp::testing::FakeClock clock_;
};

TEST_F(RunPlanTest, PlansTheRequests) {
  testcase::Operation operation;
  testcase::RequestStep step;
  step.url = expression::Template::literal("http://h.example/");
  step.method = expression::Template::literal("GET");
  operation.action = step;
  const auto run = make(operation);
  ASSERT_TRUE(run);
  ASSERT_EQ((*run)->plan.programs.size(), 1U);
  const StepPlan& plan = (*run)->plan.programs[0].steps.at(0);
  ASSERT_NE(plan.prepared, nullptr);
  const auto* const request = &plan.as<RequestPlan>();
  EXPECT_NE(request->fixed, nullptr);
}

TEST_F(RunPlanTest, PlansTheHandshakesOfWebSockets) {
  testcase::Operation operation;
  testcase::WebSocketStep step;
  step.url = expression::Template::literal("ws://h.example/chat");
  operation.action = step;
  const auto run = make(operation);
  ASSERT_TRUE(run);
  const StepPlan& plan = (*run)->plan.programs[0].steps.at(0);
  ASSERT_NE(plan.prepared, nullptr);
  const auto* const request = &plan.as<RequestPlan>();
  EXPECT_TRUE(request->upgrade);
  ASSERT_NE(request->fixed, nullptr);
  EXPECT_THAT(request->fixed->head, HasSubstr("GET /chat HTTP/1.1\r\nHost: h.example\r\n"));
}

TEST_F(RunPlanTest, AStepWithHttp2HasAnOriginOfItsOwn) {
  testcase::Operation operation;
  testcase::RequestStep step;
  step.url = expression::Template::literal("https://h.example/");
  step.http2 = true;
  operation.action = step;
  const auto run = make(operation);
  ASSERT_TRUE(run);
  const auto& fixed = (*run)->plan.programs[0].steps.at(0).as<RequestPlan>().fixed;
  ASSERT_NE(fixed, nullptr);
  EXPECT_TRUE(fixed->origin.http2);
  EXPECT_TRUE(fixed->origin.tls);
}

TEST_F(RunPlanTest, RefusesAnEmptyWorkload) {
  EXPECT_FALSE(makeSharedRun(clock_, std::make_shared<testcase::Workload>(), {}));
  EXPECT_FALSE(makeSharedRun(clock_, nullptr, {}));
}

}  // namespace
}  // namespace hrp::engine
