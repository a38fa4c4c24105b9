// Steps that run another testcase (src/testcase/steps/call.cpp).

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

TEST(CallSource, ItsOperationsStandBetweenItsEdges) {
  const auto loaded =
      program("teststeps:\n- testcase: callee.yaml\n- think_time: {time: 1}\n",
              {{"callee.yaml",
                "config: {name: callee, export: [x]}\n"
                "teststeps:\n- request: {url: 'http://h/'}\n  extract: {x: body.x}\n"}});
  ASSERT_EQ(loaded->operations.size(), 4U);
  const Operation& enter = loaded->operations[0];
  const Operation& leave = loaded->operations[2];
  EXPECT_EQ(enter.name.source(), "callee");
  EXPECT_EQ(enter.last, 2U);
  EXPECT_FALSE(enter.closes);
  EXPECT_TRUE(leave.closes);
  EXPECT_EQ(stepIf<CallStep>(enter)->edge, CallStep::Edge::kEnter);
  EXPECT_EQ(stepIf<CallStep>(enter)->return_index, 2U);
  EXPECT_EQ(stepIf<CallStep>(leave)->edge, CallStep::Edge::kLeave);
  EXPECT_EQ(stepIf<CallStep>(leave)->call_index, 0U);
  ASSERT_EQ(stepIf<CallStep>(leave)->outputs.size(), 1U);
  EXPECT_EQ(leave.written_slots.front(), stepIf<CallStep>(leave)->outputs[0].second);
  EXPECT_EQ(loaded->operations[1].name_prefix, "callee - ");
}

}  // namespace
}  // namespace hrp::testcase
