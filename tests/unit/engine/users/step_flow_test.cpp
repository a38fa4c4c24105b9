#include "engine/users/step_flow.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

using Next = StepFlow::Decision::Next;

// 0: a request, 1: a testcase with 2 (a request) up to its return 3, 4: a request.
testcase::Program program(int request_loops = 1, int call_loops = 1) {
  testcase::Program out;
  out.operations.resize(5);
  for (const std::size_t i : {0U, 2U, 4U}) out.operations[i].action = testcase::RequestStep{};
  out.operations[0].loops = request_loops;
  out.operations[1].action = testcase::CallStep{};
  out.operations[1].last = 3;
  out.operations[1].loops = call_loops;
  out.operations[3].action = testcase::CallStep{};
  out.operations[3].closes = true;
  return out;
}

void expectGoTo(const StepFlow::Decision& decision, std::uint32_t operation) {
  EXPECT_EQ(decision.next, Next::kGoTo);
  EXPECT_EQ(decision.operation, operation);
}

TEST(StepFlow, GoesFromStepToStepAndBehindATestcase) {
  const testcase::Program steps = program();
  StepFlow flow(steps, false);
  EXPECT_EQ(flow.begin(0), 1);
  expectGoTo(flow.end(false), 1);
  EXPECT_EQ(flow.begin(1), 1);
  EXPECT_EQ(flow.begin(2), 1);
  expectGoTo(flow.end(false), 3);
  expectGoTo(flow.end(false), 4);
  EXPECT_TRUE(flow.empty());
}

TEST(StepFlow, AFailureEndsTheIteration) {
  const testcase::Program steps = program();
  StepFlow flow(steps, false);
  flow.begin(0);
  EXPECT_EQ(flow.end(true).next, Next::kEndIteration);
}

TEST(StepFlow, AFailureInATestcaseFailsItsStep) {
  const testcase::Program steps = program();
  StepFlow flow(steps, false);
  flow.begin(1);
  flow.begin(2);
  EXPECT_EQ(flow.end(true).next, Next::kFailCaller);
  EXPECT_EQ(flow.current(), 1U);
  EXPECT_EQ(flow.end(true).next, Next::kEndIteration);
}

TEST(StepFlow, AllRepetitionsRunAndOneThatFailedFailsTheStep) {
  const testcase::Program steps = program(3);
  StepFlow flow(steps, false);
  EXPECT_EQ(flow.begin(0), 1);
  expectGoTo(flow.end(true), 0);
  EXPECT_EQ(flow.begin(0), 2);
  expectGoTo(flow.end(false), 0);
  EXPECT_EQ(flow.begin(0), 3);
  EXPECT_EQ(flow.end(false).next, Next::kEndIteration);
}

TEST(StepFlow, AFailedTestcaseIsRepeatedToo) {
  const testcase::Program steps = program(1, 2);
  StepFlow flow(steps, false);
  flow.begin(1);
  flow.begin(2);
  EXPECT_EQ(flow.end(true).next, Next::kFailCaller);
  expectGoTo(flow.end(true), 1);
  EXPECT_EQ(flow.begin(1), 2);
  EXPECT_EQ(flow.begin(2), 1);
  expectGoTo(flow.end(false), 3);
  EXPECT_EQ(flow.end(false).next, Next::kEndIteration);
}

TEST(StepFlow, ContinueOnFailureRunsEverything) {
  const testcase::Program steps = program();
  StepFlow flow(steps, true);
  flow.begin(0);
  expectGoTo(flow.end(true), 1);
  flow.begin(1);
  flow.begin(2);
  expectGoTo(flow.end(true), 3);
  expectGoTo(flow.end(false), 4);  // the testcase failed with its step
  flow.begin(1);
  expectGoTo(flow.end(true), 4);  // it could not begin
}

}  // namespace
}  // namespace hrp::engine
