#include "engine/run_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fake_clock.hpp"

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
  const auto& request = (*run)->plan.programs[0].requests.at(0);
  ASSERT_NE(request, nullptr);
  EXPECT_TRUE(request->fixed.has_value());
}

TEST_F(RunPlanTest, PlansTheHandshakesOfWebSockets) {
  testcase::Operation operation;
  testcase::WebSocketStep step;
  step.url = expression::Template::literal("ws://h.example/chat");
  operation.action = step;
  const auto run = make(operation);
  ASSERT_TRUE(run);
  const auto& request = (*run)->plan.programs[0].requests.at(0);
  ASSERT_NE(request, nullptr);
  EXPECT_TRUE(request->upgrade);
  ASSERT_TRUE(request->fixed.has_value());
  EXPECT_THAT(request->fixed->head, HasSubstr("GET /chat HTTP/1.1\r\nHost: h.example\r\n"));
}

TEST_F(RunPlanTest, RefusesWhatTheEngineCannotDo) {
  testcase::Operation modern;
  testcase::RequestStep step;
  step.http2 = true;
  modern.action = step;
  const auto refused = make(modern);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kUnsupported);
  EXPECT_THAT(refused.error().message, HasSubstr("case.yaml: step 1 (x)"));
  EXPECT_THAT(refused.error().message, HasSubstr("HTTP/2"));
}

TEST_F(RunPlanTest, RefusesAnEmptyWorkload) {
  EXPECT_FALSE(makeSharedRun(clock_, std::make_shared<testcase::Workload>(), {}));
  EXPECT_FALSE(makeSharedRun(clock_, nullptr, {}));
}

}  // namespace
}  // namespace hrp::engine
