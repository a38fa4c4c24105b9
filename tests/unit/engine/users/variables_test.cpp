#include "engine/users/variables.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_function_context.hpp"
#include "support/fakes/fake_resolver.hpp"

namespace hrp::engine {
namespace {

using expression::Value;

// Slot 0: fixed, 1: of the config and made of it, 2: of the session.
class VariablesTest : public ::testing::Test {
 protected:
  VariablesTest() {
    resolver_.add("base", 0);
    resolver_.add("missing", 2);
    program_.slot_count = 3;
    program_.fixed_variables = {{0, Value("b")}};
    program_.config_variables = {assignment(1, "made", "$base-1")};
    program_.session_slots = {2};
  }
  testcase::Assignment assignment(expression::Slot slot, const std::string& name,
                                  const std::string& text) {
    return {slot, name, testcase::ValueTemplate::compile(text, resolver_)};
  }
  hrp::testing::FakeResolver resolver_;
  hrp::testing::FakeFunctionContext functions_;
  testcase::Program program_;
  std::vector<Value> slots_;
};

TEST_F(VariablesTest, TheFirstIterationMakesThoseOfTheUserLaterOnesThoseOfTheSession) {
  EXPECT_EQ(setUpVariables(program_, slots_, functions_), nullptr);
  EXPECT_EQ(slots_[1], Value("b-1"));
  EXPECT_FALSE(expression::isSet(slots_[2]));
  slots_[1] = Value("kept");
  slots_[2] = Value(1);
  EXPECT_EQ(setUpVariables(program_, slots_, functions_), nullptr);
  EXPECT_EQ(slots_[1], Value("kept"));
  EXPECT_FALSE(expression::isSet(slots_[2]));
}

TEST_F(VariablesTest, AFailureIsTriedAgain) {
  program_.config_variables = {assignment(1, "made", "$missing")};
  const StepFailure failure = setUpVariables(program_, slots_, functions_);
  ASSERT_NE(failure, nullptr);
  EXPECT_TRUE(failure->message.starts_with("config.variables: variables.made: "));
  EXPECT_EQ(failure->code, base::ErrorCode::kBadVariables);
  EXPECT_TRUE(slots_.empty());
}

TEST_F(VariablesTest, AReferenceIsToTheFirstThatIsSet) {
  expression::VariableRef variable;
  variable.candidates[variable.count++] = 2;
  variable.candidates[variable.count++] = 1;
  slots_.assign(3, expression::unsetValue());
  EXPECT_EQ(valueOf(variable, slots_), nullptr);
  slots_[1] = Value("outer");
  EXPECT_EQ(*valueOf(variable, slots_), Value("outer"));
  slots_[2] = Value("inner");
  EXPECT_EQ(*valueOf(variable, slots_), Value("inner"));
}

}  // namespace
}  // namespace hrp::engine
