#include "engine/steps/step_hooks.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_function_context.hpp"

namespace hrp::engine {
namespace {

using expression::Value;
using expression::ValueTemplate;
using testcase::Hook;

class StepHooksTest : public ::testing::Test, private expression::Resolver {
 protected:
  Hook hook(Hook::Effect effect, const Value& value) {
    Hook made;
    made.effect = effect;
    made.field = "setup_hooks[0]";
    made.slot = 1;
    made.value = ValueTemplate::compile(value, *this);
    return made;
  }
  base::Result<bool> run(const std::vector<Hook>& hooks) {
    return runHooks(hooks, {expression::Slot{0}, isRequestMap}, slots_, context_);
  }
  const Value request_{{"method", "GET"}, {"url", "http://h/"}, {"headers", {{"A", "1"}}}};
  std::vector<Value> slots_{request_, expression::unsetValue()};
  hrp::testing::FakeFunctionContext context_;

 private:
  std::optional<expression::VariableRef> variable(std::string_view name) override {
    return expression::VariableRef{{static_cast<expression::Slot>(name == "request" ? 0 : 1)}, 1};
  }
  const expression::Function* function(std::string_view name) override {
    return expression::findBuiltin(name);
  }
  void report(std::string_view, std::size_t, const base::Error&) override {}
};

TEST_F(StepHooksTest, WhatATextGivesIsDropped) {
  const auto done =
      run({hook(Hook::Effect::kNone, "plain"), hook(Hook::Effect::kNone, "${sleep(2)}"),
           hook(Hook::Effect::kMay, "${json($request)}")});
  ASSERT_TRUE(done.has_value());
  EXPECT_FALSE(*done);
  EXPECT_EQ(slots_[0], request_);
  EXPECT_EQ(context_.paused, std::chrono::seconds(2));
}

TEST_F(StepHooksTest, AnAssignmentIsSeenByTheNextHook) {
  const auto done = run({hook(Hook::Effect::kAssign, "${max(1, 2)}"),
                         hook(Hook::Effect::kReplace, {{"headers", {{"B", "$x"}}}})});
  ASSERT_TRUE(done.has_value());
  EXPECT_TRUE(*done);
  EXPECT_EQ(slots_[1], Value(2));
  EXPECT_EQ(slots_[0], Value({{"method", "GET"}, {"url", "http://h/"}, {"headers", {{"B", 2}}}}));
}

TEST_F(StepHooksTest, ATextThatGivesARequestReplacesIt) {
  const auto done = run({hook(Hook::Effect::kMay, "${set($request, body, new)}")});
  ASSERT_TRUE(done.has_value());
  EXPECT_TRUE(*done);
  EXPECT_EQ(slots_[0]["body"], "new");
  const auto same = run({hook(Hook::Effect::kMay, "$request")});
  EXPECT_FALSE(*same);
}

TEST_F(StepHooksTest, ErrorsNameTheHook) {
  EXPECT_EQ(run({hook(Hook::Effect::kNone, "${random_int(0)}")}).error().message,
            "setup_hooks[0]: function random_int argument 1: expected a number above 0, got 0 (at "
            "offset 0)");
  EXPECT_EQ(run({hook(Hook::Effect::kReplace, "text")}).error().message,
            "setup_hooks[0]: expected a map, got text");
}

TEST_F(StepHooksTest, WhatLooksLikeARequestOrAResponse) {
  EXPECT_TRUE(isRequestMap(request_));
  EXPECT_FALSE(isRequestMap("text"));
  EXPECT_FALSE(isRequestMap(Value{{"url", "x"}}));
  EXPECT_TRUE(isResponseMap(Value{{"status_code", 200}, {"headers", Value::object()}}));
  EXPECT_FALSE(isResponseMap(request_));
}

}  // namespace
}  // namespace hrp::engine
