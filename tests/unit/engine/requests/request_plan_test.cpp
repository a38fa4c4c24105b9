#include "engine/requests/request_plan.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using expression::Value;

TEST(StaticSlots, OnlyValuesThatNothingWritesAreStatic) {
  testcase::Program program;
  program.slot_count = 3;
  program.fixed_variables = {{0, Value("http://a")}, {1, Value("b")}};
  testcase::Operation operation;
  testcase::RequestStep step;
  testcase::Extraction extraction;
  extraction.slot = 1;
  step.extractions.push_back(extraction);
  operation.action = step;
  operation.written_slots = {extraction.slot};
  program.operations.push_back(operation);

  const StaticSlots slots(program);
  const auto ref = [](std::initializer_list<expression::Slot> candidates) {
    expression::VariableRef variable;
    for (const auto slot : candidates) variable.candidates[variable.count++] = slot;
    return variable;
  };
  ASSERT_NE(slots.valueOf(ref({2, 0})), nullptr);
  EXPECT_EQ(*slots.valueOf(ref({2, 0})), Value("http://a"));
  EXPECT_EQ(slots.valueOf(ref({1, 0})), nullptr);
  EXPECT_EQ(slots.valueOf(ref({2})), nullptr);
  EXPECT_EQ(slots.valueOf(ref({})), nullptr);
}

TEST(RequestPlan, KnowsWhatDependsOnAUser) {
  hrp::testing::FakeResolver resolver;
  resolver.add("id", 1);
  testcase::Program program;
  program.slot_count = 1;
  testcase::RequestStep step;
  step.method = expression::Template::compile("get", resolver);
  step.url = expression::Template::compile("http://h/x", resolver);
  EXPECT_TRUE(planRequest(step, StaticSlots(program)).constant);
  EXPECT_EQ(planRequest(step, StaticSlots(program)).method, "GET");
  step.headers.push_back({expression::Template::compile("x-id", resolver),
                          expression::ValueTemplate::compile("$id", resolver)});
  const RequestPlan plan = planRequest(step, StaticSlots(program));
  EXPECT_FALSE(plan.constant);
  EXPECT_EQ(plan.headers[0].name, "X-Id");
  EXPECT_FALSE(plan.headers[0].value.has_value());
}

TEST(RequestPlan, KnowsWhetherAnyoneReadsTheBody) {
  const auto unread = [](const std::string& expression) {
    testcase::RequestStep step;
    step.checks.emplace_back().actual = testcase::compileResponseExpression(expression);
    return planRequest(step, StaticSlots(testcase::Program())).body_unread;
  };
  for (const char* text : {"status_code", "headers.\"X-Id\"", "cookies.sid", "proto", "a text"}) {
    EXPECT_TRUE(unread(text)) << text;
  }
  for (const char* text : {"body", "body.a", "length(body)", "a(.*)b"}) {
    EXPECT_FALSE(unread(text)) << text;
  }
  testcase::RequestStep step;
  const StaticSlots slots{testcase::Program()};
  EXPECT_TRUE(planRequest(step, slots).body_unread);
  step.uses_response = true;
  EXPECT_FALSE(planRequest(step, slots).body_unread);
  step.uses_response = false;
  step.extractions.emplace_back().source = testcase::compileResponseExpression("body.token");
  EXPECT_FALSE(planRequest(step, slots).body_unread);
}

TEST(RequestPlan, HeaderKinds) {
  EXPECT_EQ(headerKindOf("Host"), HeaderKind::kHost);
  EXPECT_EQ(headerKindOf(":path"), HeaderKind::kHidden);
  EXPECT_EQ(headerKindOf("X-Other"), HeaderKind::kOther);
}

TEST(RequestPlan, IdempotentMethods) {
  EXPECT_TRUE(isIdempotent("PUT"));
  EXPECT_FALSE(isIdempotent("POST"));
  EXPECT_FALSE(isIdempotent("PATCH"));
}

}  // namespace
}  // namespace hrp::engine
