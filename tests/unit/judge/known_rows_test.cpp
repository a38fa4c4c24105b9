#include "hrp/judge/known_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

using testing::HasSubstr;

KnownRows someRows() {
  return {
      constantRow("request-GET", "get token", true), constantRow("request-POST", "checkout", true),
      constantRow("transaction", "checkout", false), constantRow("transaction", "Action", false),
      constantRow("testcase", "login", false),       variableRow("request-GET", "item $id", true)};
}

Threshold bound(const std::string& text, const KnownRows& rows = someRows()) {
  Threshold threshold = parseThreshold(text).value();
  const auto done = bindThreshold(threshold, rows);
  EXPECT_TRUE(done.has_value()) << text << ": " << done.error().message;
  return threshold;
}

base::Error refused(const std::string& text, const KnownRows& rows = someRows()) {
  Threshold threshold = parseThreshold(text).value();
  const auto done = bindThreshold(threshold, rows);
  EXPECT_FALSE(done.has_value()) << text;
  return done ? base::Error() : done.error();
}

TEST(KnownRowsTest, ANameOrAPatternFindsItsRows) {
  EXPECT_FALSE(bound("get token: p95 < 1s").containers);
  EXPECT_FALSE(bound("get*: p95 < 1s").containers);
  EXPECT_FALSE(bound("p95 < 1s").containers);
  EXPECT_TRUE(bound("Action: mean <= 2s").containers);
  EXPECT_TRUE(bound("login: mean <= 2s").containers);
}

TEST(KnownRowsTest, RequestsAreMeantUnlessTheTypeIsNamed) {
  const Threshold requests = bound("checkout*: p95 < 1s");
  EXPECT_TRUE(looksAt(requests, {"request-POST", "checkout"}, true));
  EXPECT_FALSE(looksAt(requests, {"transaction", "checkout"}, false));
  const Threshold transactions = bound("transaction checkout: p95 < 1s");
  EXPECT_FALSE(looksAt(transactions, {"request-POST", "checkout"}, true));
  EXPECT_TRUE(looksAt(transactions, {"transaction", "checkout"}, false));
  EXPECT_FALSE(looksAt(bound("*: p95 < 1s"), {"transaction", "Action"}, false));
}

TEST(KnownRowsTest, PassedTransactionsAreOfTransactions) {
  const Threshold threshold = bound("checkout: passed-transactions > 3");
  EXPECT_TRUE(looksAt(threshold, {"transaction", "checkout"}, false));
  EXPECT_FALSE(looksAt(threshold, {"testcase", "checkout"}, false));
  EXPECT_THAT(refused("get token: passed-transactions > 3").message,
              HasSubstr("no transaction is named"));
}

TEST(KnownRowsTest, AVariableInANameCanBeAnything) {
  EXPECT_FALSE(bound("item 7: p95 < 1s").containers);
  EXPECT_TRUE(looksAt(bound("item 7: p95 < 1s"), {"request-GET", "item 7"}, true));
  EXPECT_THAT(refused("itme 7: p95 < 1s").message, HasSubstr("no row is named \"itme 7\""));
  // A name that is certain wins over what a variable might give.
  EXPECT_TRUE(bound("Action: p95 < 1s", {constantRow("transaction", "Action", false),
                                         variableRow("request-GET", "$what", true)})
                  .containers);
}

TEST(KnownRowsTest, ASlipIsAnErrorThatListsTheRows) {
  const base::Error error = refused("get tokn: p95 < 1s");
  EXPECT_EQ(error.code, base::ErrorCode::kBadSetting);
  EXPECT_EQ(error.message,
            "\"get tokn: p95 < 1s\", column 1: no row is named \"get tokn\", did you mean \"get "
            "token\"?");
  EXPECT_EQ(error.hint,
            "there are: \"Action\" (transaction), \"checkout\", \"checkout\" (transaction), \"get "
            "token\", \"item $id\", \"login\" (testcase); without a name the whole run is judged");
  KnownRows many;
  for (int i = 0; i < 100; ++i) many.push_back(constantRow("api", std::to_string(i), true));
  EXPECT_THAT(refused("x: p95 < 1s", many).hint, HasSubstr(" and 70 more"));
}

TEST(KnownRowsTest, AnErrorNamesThePlace) {
  Thresholds thresholds = parseThresholds({"p95 < 1s", "nobody: p95 < 1s"}, "thresholds").value();
  const auto done = bindThreshold(thresholds[1], someRows());
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message,
              testing::StartsWith("thresholds[1]: \"nobody: p95 < 1s\", column 1: no row"));
}

TEST(KnownRowsTest, TotalIsTheWholeRunUnlessARowIsNamedSo) {
  EXPECT_EQ(bound("Total: p95 < 1s").pattern, "");
  EXPECT_EQ(bound("Total: p95 < 1s", {constantRow("api", "Total", true)}).pattern, "Total");
}

TEST(KnownRowsTest, StarsOfNamesAreNoPattern) {
  const KnownRows rows{constantRow("api", "2 * 3", true)};
  EXPECT_EQ(refused("2 x 3: p95 < 1s", rows).code, base::ErrorCode::kBadSetting);
  EXPECT_TRUE(looksAt(bound("2 \\* 3: p95 < 1s", rows), {"api", "2 * 3"}, true));
}

}  // namespace
}  // namespace hrp::judge
