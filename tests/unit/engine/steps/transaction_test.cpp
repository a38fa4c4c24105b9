// Transactions of a user (src/engine/steps/transaction.cpp).

#include "unit/engine/engine_fixture.hpp"

namespace hrp::engine {
namespace {

class TransactionTest : public EngineFixture {};

TEST_F(TransactionTest, AFailedStepEndsTheIterationAndItsTransactions) {
  addCase(
      "  - transaction: {name: buy, type: start}\n"
      "  - name: broken\n    request: {method: GET, url: /status/500}\n"
      "    validate: [{eq: [status_code, 200]}]\n"
      "  - name: never\n    request: {method: GET, url: /hello}\n"
      "  - transaction: {name: buy, type: end}\n");
  runLoops(1, 3);
  EXPECT_EQ(row("request-GET", "broken").failures(), 3U);
  EXPECT_EQ(firstError("request-GET", "broken"), "validate[0]: status_code eq 200: got 500");
  EXPECT_EQ(row("request-GET", "never").requests(), 0U);
  EXPECT_EQ(row("transaction", "buy").failures(), 3U);
  EXPECT_EQ(row("transaction", "Action").failures(), 3U);
  EXPECT_EQ(total_.transactions_failed, 6U);
  EXPECT_EQ(total_.transactions_passed, 0U);
  EXPECT_EQ(total_.iterations, 3U);
}

TEST_F(TransactionTest, TransactionsWithoutStartOrEndReachToTheIterationsEdge) {
  addCase(
      "  - name: slow\n    request: {method: GET, url: /delay/60}\n"
      "  - transaction: {name: no start, type: end}\n"
      "  - transaction: {name: no end, type: start}\n"
      "  - name: slow too\n    request: {method: GET, url: /delay/60}\n");
  runLoops(1, 1);
  EXPECT_EQ(row("transaction", "no start").requests(), 1U);
  EXPECT_GE(row("transaction", "no start").latency.all().min(), 60'000U);
  EXPECT_EQ(row("transaction", "no end").requests(), 1U);
  EXPECT_GE(row("transaction", "no end").latency.all().min(), 60'000U);
  EXPECT_EQ(total_.transactions_passed, 3U);
}

TEST_F(TransactionTest, ANewStartOfTheSameNameBeginsItAnew) {
  addCase(
      "  - transaction: {name: t, type: start}\n"
      "  - name: slow\n    request: {method: GET, url: /delay/60}\n"
      "  - transaction: {name: t, type: start}\n"
      "  - transaction: {name: t, type: end}\n");
  runLoops(1, 2);
  EXPECT_EQ(row("transaction", "t").requests(), 2U);
  EXPECT_LT(row("transaction", "t").latency.all().max(), 60'000U);
  EXPECT_EQ(total_.transactions_passed, 4U);
}

}  // namespace
}  // namespace hrp::engine
