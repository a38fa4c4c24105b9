#include <gtest/gtest.h>

#include "engine/users/step_run.hpp"
#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

TEST(StepList, EachKindHasANumberOfItsOwn) {
  testcase::Program program;
  base::Random random(1);
  RequestRenderer renderer({}, random, {});
  const StaticSlots slots(program);
  std::vector<std::uint8_t> kinds;
  const auto plan = [&](auto step) {
    testcase::Operation operation;
    operation.action = step;
    const StepPlan made = planStep(operation, {slots, renderer});
    for (const std::uint8_t other : kinds) EXPECT_NE(other, made.kind);
    kinds.push_back(made.kind);
    return made.record_type;
  };
  testcase::RequestStep request;
  request.row_type = "request-GET";
  EXPECT_EQ(plan(request), "request");
  EXPECT_EQ(plan(testcase::WebSocketStep{}), "websocket");
  EXPECT_EQ(plan(testcase::ThinkTimeStep{}), "thinktime");
  EXPECT_EQ(plan(testcase::TransactionStep{}), "transaction");
  EXPECT_EQ(plan(testcase::RendezvousStep{}), "rendezvous");
  EXPECT_EQ(plan(testcase::CallStep{}), "testcase");
}

}  // namespace
}  // namespace hrp::engine
