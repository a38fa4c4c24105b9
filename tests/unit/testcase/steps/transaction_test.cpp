// Steps at which a transaction begins or ends (src/testcase/steps/transaction.cpp).

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

TEST(TransactionSource, HasAnEdge) {
  const auto loaded = program(
      "teststeps:\n- transaction: {name: X, type: end}\n- transaction: {name: X, type: start}\n");
  ASSERT_EQ(loaded->operations.size(), 2U);
  EXPECT_EQ(stepIf<TransactionStep>(loaded->operations[0])->edge, TransactionStep::Edge::kEnd);
  EXPECT_EQ(stepIf<TransactionStep>(loaded->operations[1])->edge, TransactionStep::Edge::kStart);
  EXPECT_EQ(loaded->operations[0].name.source(), "transaction X end");
  EXPECT_EQ(loaded->operations[1].name.source(), "transaction X start");
}

TEST(TransactionSource, RefusesOneWithoutNameOrEdge) {
  EXPECT_EQ(loadError("teststeps: [{transaction: {type: start}}]"),
            "/w/case.yaml: step 1: transaction.name: a transaction needs a name");
  EXPECT_EQ(loadError("teststeps: [{transaction: {name: X, type: middle}}]"),
            "/w/case.yaml: step 1: transaction.type: expected start or end");
}

}  // namespace
}  // namespace hrp::testcase
