#include "testcase/compile/variable_order.hpp"

#include <gmock/gmock.h>

namespace hrp::testcase {
namespace {

using expression::Value;
using ::testing::ElementsAre;

TEST(VariableOrder, EachAfterWhatItRefersTo) {
  const auto order = variableOrder({{"a", "$b-1"}, {"b", "${c}2"}, {"c", "$d"}, {"d", 5}});
  ASSERT_TRUE(order);
  EXPECT_THAT(*order, ElementsAre("d", "c", "b", "a"));
  EXPECT_THAT(*variableOrder({{"a", {{"k", {"${max($z, 1)}"}}}}, {"z", 1}}), ElementsAre("z", "a"));
  EXPECT_THAT(*variableOrder({{"a", "$outer"}}), ElementsAre("a"));
  EXPECT_THAT(*variableOrder(Value::object()), ElementsAre());
}

TEST(VariableOrder, ItselfAloneIsLeftOut) {
  EXPECT_THAT(*variableOrder({{"a", " $a "}, {"b", "${b}"}, {"c", "$a"}}), ElementsAre("c"));
}

TEST(VariableOrder, SelfReferencesAndCyclesAreErrors) {
  EXPECT_EQ(variableOrder({{"a", "x$a"}}).error().message, "variable self reference: a");
  EXPECT_EQ(variableOrder({{"a", {"$a"}}}).error().message, "variable self reference: a");
  EXPECT_EQ(variableOrder({{"a", "$b"}, {"b", "$c"}, {"c", "$b"}}).error().message,
            "circular reference: b → c → b");
}

TEST(VariableOrder, LongChainsDoNotExhaustTheStack) {
  Value variables = Value::object();
  for (int i = 0; i < 20'000; ++i) {
    variables["v" + std::to_string(i)] = "$v" + std::to_string(i + 1) + "x";
  }
  EXPECT_EQ(variableOrder(variables)->size(), 20'000U);
}

}  // namespace
}  // namespace hrp::testcase
