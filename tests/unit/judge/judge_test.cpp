#include "hrp/judge/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/base/random.hpp"
#include "hrp/judge/known_rows.hpp"

namespace hrp::judge {
namespace {

using stats::Slice;
using stats::Verdict;

constexpr std::uint64_t kMillisecond = 1'000;

Thresholds all(const std::vector<std::string>& texts) {
  return parseThresholds(texts, "thresholds").value();
}

void record(Slice& slice, const stats::RowKey& key, std::uint64_t us, std::uint64_t times = 1) {
  stats::rowFor(slice.rows, key, key.type != stats::kTransactionType)
      .latency.passed.record(us, times);
}

TEST(JudgeTest, EachThresholdSeesItsRowsAndNoOthers) {
  Thresholds thresholds = all({"max < 1s", "get*: max < 1s", "Action: max < 1s",
                               "passed-transactions == 2", "Action: passed-transactions == 1"});
  const KnownRows rows{
      constantRow("request-GET", "get a", true), constantRow("request-GET", "get b", true),
      constantRow("request-PUT", "put", true), constantRow("transaction", "Action", false)};
  for (Threshold& threshold : thresholds) ASSERT_TRUE(bindThreshold(threshold, rows).has_value());
  Judge judge(std::move(thresholds));
  Slice slice;
  record(slice, {"request-GET", "get a"}, 10 * kMillisecond);
  record(slice, {"request-GET", "get b"}, 20 * kMillisecond);
  record(slice, {"request-PUT", "put"}, 30 * kMillisecond);
  record(slice, {"transaction", "Action"}, 90 * kMillisecond);
  slice.transactions_passed = 2;
  judge.add(0, slice);
  judge.end(std::chrono::seconds(1));
  const auto figures = judge.figures();
  ASSERT_EQ(figures.size(), 5U);
  EXPECT_EQ(figures[0].value, 30);
  EXPECT_EQ(figures[1].value, 20);
  EXPECT_EQ(figures[2].value, 90);
  EXPECT_EQ(figures[3].value, 2);
  EXPECT_EQ(figures[4].value, 1);
  EXPECT_EQ(decisionOf(figures), Decision::kMet);
}

TEST(JudgeTest, OneSlowWorkerOfThreeBreaksThePercentileOfTheFleet) {
  // Each of the two others is fine by itself, and the mean of the three percentiles would be too.
  const Thresholds thresholds = all({"p95 < 300ms"});
  Judge fleet(thresholds);
  for (std::uint32_t second = 0; second < 10; ++second) {
    for (const std::uint64_t us : {20 * kMillisecond, 20 * kMillisecond, 600 * kMillisecond}) {
      Slice slice;
      record(slice, {"request-GET", "a"}, us, 10);
      fleet.add(second, slice);
    }
    fleet.close(second + 1);
  }
  fleet.end(std::chrono::seconds(10));
  EXPECT_EQ(fleet.figures()[0].verdict, Verdict::kNotMet);
  EXPECT_NEAR(fleet.figures()[0].value.value(), 600, 5);
}

TEST(JudgeTest, TheOrderInWhichSlicesComeMakesNoDifference) {
  base::Random random(7);
  std::vector<std::pair<std::uint32_t, Slice>> parts;
  for (int i = 0; i < 300; ++i) {
    Slice slice;
    record(slice, {"request-GET", "a"}, 1 + random.next() % 500'000, 1 + random.next() % 9);
    parts.emplace_back(static_cast<std::uint32_t>(random.next() % 20), std::move(slice));
  }
  const auto judged = [&] {
    Judge judge(all({"p99 < 400ms", "p50 < 250ms over 5s", "mean < 250ms for 3s", "rps > 10"}));
    for (const auto& [second, slice] : parts) judge.add(second, slice);
    judge.end(std::chrono::seconds(20));
    return judge.figures();
  };
  const auto first = judged();
  std::reverse(parts.begin(), parts.end());
  EXPECT_EQ(judged(), first);
}

TEST(JudgeTest, AnEndIsToldOnce) {
  Judge judge(all({"max < 1s", "max < 100ms, stop"}));
  Slice slice;
  record(slice, {"request-GET", "a"}, 300 * kMillisecond);
  judge.add(0, slice);
  EXPECT_EQ(judge.ending(), std::nullopt);
  EXPECT_TRUE(judge.close(1));
  EXPECT_FALSE(judge.close(1));
  EXPECT_EQ(judge.ending(), "\"max < 100ms, stop\" is broken (300ms)");
  EXPECT_EQ(judge.ending(), std::nullopt);
  judge.end(std::chrono::seconds(2));
  EXPECT_EQ(judge.figures()[0].verdict, Verdict::kMet);
  EXPECT_TRUE(judge.figures()[1].ended_run);
  EXPECT_EQ(decisionOf(judge.figures()), Decision::kEndedRun);
}

TEST(JudgeTest, TheWorstVerdictDecides) {
  stats::ThresholdFigure met;
  met.verdict = Verdict::kMet;
  stats::ThresholdFigure unclear;
  unclear.verdict = Verdict::kUnclear;
  const stats::ThresholdFigure not_met;
  EXPECT_EQ(decisionOf({}), Decision::kMet);
  EXPECT_EQ(decisionOf({met, unclear}), Decision::kUnclear);
  EXPECT_EQ(decisionOf({unclear, not_met, met}), Decision::kNotMet);
}

TEST(JudgeTest, WithoutThresholdsItKeepsNothing) {
  Judge judge;
  judge.add(4'000'000'000U, Slice());
  judge.close(4'000'000'000U);
  EXPECT_EQ(judge.ending(), std::nullopt);
  EXPECT_TRUE(judge.figures().empty());
}

TEST(JudgeTest, RowsPastTheBoundAreStillSeen) {
  Judge judge(all({"max < 1s"}));
  Slice slice;
  for (std::size_t i = 0; i < stats::kMaxRows; ++i) {
    record(slice, {"request-GET", std::to_string(i)}, kMillisecond);
  }
  judge.add(0, slice);
  Slice later;
  record(later, {"request-GET", "one more"}, 5 * kMillisecond);
  judge.add(0, later);
  judge.end(std::chrono::seconds(1));
  EXPECT_EQ(judge.figures()[0].value, 5);
}

}  // namespace
}  // namespace hrp::judge
