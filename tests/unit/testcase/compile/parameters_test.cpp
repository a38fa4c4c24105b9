#include "hrp/testcase/parameters.hpp"

#include <gmock/gmock.h>

#include <set>

#include "support/fakes/fake_function_context.hpp"
#include "testcase/compile/template_compiler.hpp"

namespace hrp::testcase {
namespace {

using ::testing::ElementsAre;
using PickOrder = ParameterSet::PickOrder;

ParameterSet::Table table(Slot slot, const std::vector<Value>& values,
                          PickOrder order = PickOrder::kSequential) {
  ParameterSet::Table out;
  out.slots = {slot};
  for (const Value& value : values) out.literal_rows.push_back({literalTemplate(value)});
  out.order = order;
  return out;
}

TEST(ParameterSet, TheFirstTableIsOutermost) {
  const ParameterSet set{{table(0, {1, 2}), table(1, {"x", "y", "z"})}, 0};
  EXPECT_EQ(set.rowCount(), 6U);
  hrp::testing::FakeFunctionContext context;
  std::vector<Value> slots(2);
  std::string seen;
  for (std::uint64_t i = 0; i < 7; ++i) {
    ASSERT_TRUE(set.apply(i, context.seeded, slots, context));
    seen += expression::toText(slots[0]) + expression::toText(slots[1]) + " ";
  }
  EXPECT_EQ(seen, "1x 1y 1z 2x 2y 2z 1x ");
}

TEST(ParameterSet, RandomTablesDoNotMultiply) {
  const ParameterSet set{{table(0, {1, 2, 3}, PickOrder::kRandom), table(1, {"a", "b"})}, 0};
  EXPECT_EQ(set.rowCount(), 2U);
  hrp::testing::FakeFunctionContext context;
  std::vector<Value> slots(2);
  std::set<int> seen;
  for (std::uint64_t i = 0; i < 200; ++i) {
    ASSERT_TRUE(set.apply(i, context.seeded, slots, context));
    EXPECT_EQ(slots[1], i % 2 == 0 ? "a" : "b");
    seen.insert(slots[0].get<int>());
  }
  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
  EXPECT_EQ((ParameterSet{{table(0, {1, 2}, PickOrder::kRandom)}, 0}).rowCount(), 1U);
}

TEST(ParameterSet, RunCountIsTheLimitOrTheProduct) {
  ParameterSet set{{table(0, {1, 2, 3})}, 0};
  EXPECT_EQ(set.runCount(), 3U);
  set.limit = 5;
  EXPECT_EQ(set.runCount(), 5U);
}

TEST(ParameterSet, ABadExpressionInARowIsAnError) {
  ParameterSet set{{table(0, {1})}, 0};
  SlotTable slot_table;
  CaseScope scope(slot_table, nullptr);
  Program program;
  TemplateCompiler compiler({program, scope, {}});
  set.tables[0].literal_rows[0][0] = compiler.value("p", "$nope", Stage::kBegin);
  hrp::testing::FakeFunctionContext context;
  std::vector<Value> slots(1);
  EXPECT_EQ(set.apply(0, context.seeded, slots, context).error().message,
            "parameters: variable nope not found (at offset 0)");
}

}  // namespace
}  // namespace hrp::testcase
