#include <gtest/gtest.h>

#include "hrp/outputs/result_texts.hpp"

namespace hrp::outputs {
namespace {

TEST(ResultMarkdown, ShowsRowsAndErrorsWithoutMarkupOfTheirs) {
  stats::Snapshot run;
  run.elapsed = std::chrono::seconds(10);
  run.reason = stats::EndReason::kRunTime;
  run.users_peak = 7;
  auto& row = stats::rowFor(run.total.rows, {"request-GET", "a|b *c*\n# d"}, true);
  row.latency.passed.record(1'000, 90);
  row.latency.failed.record(1'000, 10);
  stats::countError(row, base::ErrorKind::kCheck, "<script>", 10);
  const std::string text = resultMarkdown(run);
  EXPECT_TRUE(text.starts_with("## hrp boom\n\n10.0 s, at most 7 users, ended by run-time\n"))
      << text;
  EXPECT_NE(text.find("| request-GET | a\\|b \\*c\\* \\# d | 100 | 10 | 10.0 |"), std::string::npos)
      << text;
  EXPECT_NE(text.find("|  | Total | 100 | 10 |"), std::string::npos) << text;
  EXPECT_NE(text.find("check: \\<script\\>"), std::string::npos) << text;
}

TEST(ResultMarkdown, BeginsWithTheVerdict) {
  stats::Snapshot run;
  run.thresholds.resize(2);
  run.thresholds[0].text = "p95 < 300ms";
  run.thresholds[0].verdict = stats::Verdict::kUnclear;
  run.thresholds[1].verdict = stats::Verdict::kMet;
  EXPECT_TRUE(resultMarkdown(run).starts_with("## hrp boom: ❔ unclear\n"));
  run.thresholds[1].verdict = stats::Verdict::kNotMet;
  EXPECT_TRUE(resultMarkdown(run).starts_with("## hrp boom: ❌ not met\n"));
  run.users_peak = 1;
  EXPECT_NE(resultMarkdown(run).find("at most 1 user, ended"), std::string::npos);
}

TEST(ResultMarkdown, LeavesOutTheRowsWithTheFewestRequests) {
  stats::Snapshot run;
  for (std::uint64_t i = 1; i <= 60; ++i) {
    stats::rowFor(run.total.rows, {"request-GET", "/" + std::to_string(i) + "/"}, true)
        .latency.passed.record(1'000, i);
  }
  const std::string text = resultMarkdown(run);
  EXPECT_EQ(text.find("| /10/ |"), std::string::npos);
  EXPECT_NE(text.find("| /11/ |"), std::string::npos);
  EXPECT_NE(text.find("… and 10 more rows"), std::string::npos);
}

}  // namespace
}  // namespace hrp::outputs
