#include "cluster/master/report_ledger.hpp"

#include <gtest/gtest.h>

namespace hrp::cluster {
namespace {

using Verdict = ReportLedger::Verdict;

TEST(ReportLedger, CountsEachNumberOnceInAnyOrder) {
  ReportLedger ledger;
  for (const std::uint64_t number : {3U, 1U, 2U, 5U, 4U}) {
    EXPECT_EQ(ledger.take(number), Verdict::kCount) << number;
  }
  for (std::uint64_t number = 1; number <= 5; ++number) {
    EXPECT_EQ(ledger.take(number), Verdict::kRepeat) << number;
  }
  EXPECT_EQ(ledger.take(6), Verdict::kCount);
}

TEST(ReportLedger, RefusesWhatIsOutOfBounds) {
  ReportLedger ledger;
  EXPECT_EQ(ledger.take(0), Verdict::kRefuse);
  EXPECT_EQ(ledger.take(ReportLedger::kAhead + 1), Verdict::kRefuse);
  EXPECT_EQ(ledger.take(UINT64_MAX), Verdict::kRefuse);
  EXPECT_EQ(ledger.take(ReportLedger::kAhead), Verdict::kCount);
}

}  // namespace
}  // namespace hrp::cluster
