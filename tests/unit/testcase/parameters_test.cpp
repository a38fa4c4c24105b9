#include "hrp/testcase/parameters.hpp"

#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "support/fake_function_context.hpp"
#include "testcase/template_compiler.hpp"

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

ParameterSet csv(std::size_t rows, PickOrder order = PickOrder::kSequential) {
  ParameterSet::Table out;
  out.slots = {0};
  out.csv_rows = std::make_shared<const std::vector<std::vector<std::string>>>(
      rows, std::vector<std::string>{"x"});
  out.order = order;
  return ParameterSet{{out}, 0};
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
  TemplateCompiler compiler({program, scope, {}, false});
  set.tables[0].literal_rows[0][0] = compiler.value("p", "$nope", Stage::kBegin);
  hrp::testing::FakeFunctionContext context;
  std::vector<Value> slots(1);
  EXPECT_EQ(set.apply(0, context.seeded, slots, context).error().message,
            "parameters: variable nope not found (at offset 0)");
}

std::vector<std::uint64_t> taken(RowCursor& cursor, std::size_t count) {
  std::vector<std::uint64_t> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = cursor.take();
    if (!row) break;
    rows.push_back(*row);
  }
  return rows;
}

TEST(RowCursor, WorkersShareTheRows) {
  const ParameterSet set = csv(5);
  RowCursor alone(set, {});
  EXPECT_THAT(taken(alone, 7), ElementsAre(0, 1, 2, 3, 4, 0, 1));
  RowCursor first(set, {0, 2});
  EXPECT_THAT(taken(first, 5), ElementsAre(0, 2, 4, 0, 2));
  RowCursor second(set, {1, 2});
  EXPECT_THAT(taken(second, 4), ElementsAre(1, 3, 1, 3));
  RowCursor beyond(csv(2), {3, 4});
  EXPECT_THAT(taken(beyond, 2), ElementsAre(1, 1));
}

TEST(RowCursor, UniqueRowsEndAndEachIsTakenOnce) {
  const ParameterSet set = csv(101, PickOrder::kUnique);
  std::multiset<std::uint64_t> all;
  for (std::uint32_t worker = 0; worker < 4; ++worker) {
    RowCursor cursor(set, {worker, 4});
    for (const std::uint64_t row : taken(cursor, 1000)) all.insert(row);
    EXPECT_EQ(cursor.take(), std::nullopt);
  }
  EXPECT_EQ(all.size(), 101U);
  EXPECT_EQ(std::set<std::uint64_t>(all.begin(), all.end()).size(), 101U);
}

TEST(RowCursor, TheLimitHoldsOverTheFleet) {
  ParameterSet set = csv(3);
  set.limit = 5;
  RowCursor first(set, {0, 2});
  RowCursor second(set, {1, 2});
  EXPECT_EQ(taken(first, 100).size() + taken(second, 100).size(), 5U);
}

TEST(RowCursor, ThreadsNeverGetTheSameRow) {
  const ParameterSet set = csv(4000, PickOrder::kUnique);
  RowCursor cursor(set, {});
  std::array<std::vector<std::uint64_t>, 4> rows;
  {
    std::vector<std::jthread> threads;
    for (auto& own : rows) threads.emplace_back([&] { own = taken(cursor, 4000); });
  }
  std::set<std::uint64_t> all;
  std::size_t count = 0;
  for (const auto& own : rows) {
    all.insert(own.begin(), own.end());
    count += own.size();
  }
  EXPECT_EQ(count, 4000U);
  EXPECT_EQ(all.size(), 4000U);
}

}  // namespace
}  // namespace hrp::testcase
