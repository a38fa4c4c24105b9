#include "hrp/judge/case_slice.hpp"

#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

using std::chrono::milliseconds;

stats::StepRecord stepOf(const std::string& type, const std::string& name, milliseconds elapsed) {
  stats::StepRecord step;
  step.type = type;
  step.name = name;
  step.elapsed = elapsed;
  return step;
}

TEST(CaseSliceTest, RequestsCountWithTheTimeOfTheirExchanges) {
  stats::CaseRecord record;
  record.elapsed = milliseconds(500);
  stats::StepRecord redirected = stepOf("request", "login", milliseconds(400));
  for (const int ms : {100, 50}) {
    redirected.exchanges.emplace_back().times.total = milliseconds(ms);
  }
  record.steps = {redirected, stepOf("websocket", "open", milliseconds(7)),
                  stepOf("thinktime", "wait", milliseconds(90)),
                  stepOf("transaction", "start", milliseconds(0))};
  stats::Slice slice;
  addCase(record, slice);
  ASSERT_EQ(slice.rows.size(), 3U);
  EXPECT_EQ(slice.rows.at({"request", "login"}).latency.passed.max(), 150'000U);
  EXPECT_EQ(slice.rows.at({"websocket", "open"}).latency.passed.max(), 7'000U);
  EXPECT_EQ(slice.rows.at({"transaction", "Action"}).latency.passed.max(), 500'000U);
  EXPECT_EQ(totalOf(slice).requests(), 2U);
  EXPECT_EQ(slice.transactions_passed, 1U);
}

TEST(CaseSliceTest, WhatFailedAndWhatWasCutOff) {
  stats::CaseRecord record;
  record.success = false;
  stats::StepRecord failed = stepOf("api", "get", milliseconds(3));
  failed.success = false;
  stats::StepRecord aborted = failed;
  aborted.error_kind = base::ErrorKind::kAborted;
  record.steps = {failed, aborted};
  stats::Slice slice;
  addCase(record, slice);
  const stats::Row& row = slice.rows.at({"api", "get"});
  EXPECT_EQ(row.failures(), 1U);
  EXPECT_EQ(row.requests(), 1U);
  EXPECT_EQ(row.aborted, 1U);
  EXPECT_EQ(slice.transactions_failed, 1U);
}

}  // namespace
}  // namespace hrp::judge
