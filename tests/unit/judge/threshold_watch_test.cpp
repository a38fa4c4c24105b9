#include "judge/threshold_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

using stats::BrokenSpan;
using stats::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::uint64_t kMs = 1'000;

// A threshold fed with seconds of requests that all took as long.
class Fed {
 public:
  explicit Fed(std::string_view text) : watch(parseThreshold(text).value()) {}

  void put(std::uint32_t second, std::uint64_t us, std::uint64_t times = 10) {
    stats::Row row;
    row.latency.passed.record(us, times);
    Stretch part;
    addRow(watch.threshold(), row, part);
    watch.add(second, part);
  }
  void putFailed(std::uint32_t second, std::uint64_t passed, std::uint64_t failed) {
    stats::Row row;
    row.latency.passed.record(kMs, passed);
    row.latency.failed.record(kMs, failed);
    Stretch part;
    addRow(watch.threshold(), row, part);
    watch.add(second, part);
  }
  // Seconds one after the other, each closed when it has its requests; 0: none.
  Fed& seconds(std::initializer_list<std::uint64_t> us) {
    for (const std::uint64_t time : us) {
      if (time > 0) put(watch.closed(), time);
      watch.closeNext();
    }
    return *this;
  }
  stats::ThresholdFigure ended() {
    watch.end(std::chrono::seconds(watch.closed()));
    return watch.figure();
  }

  ThresholdWatch watch;
};

TEST(ThresholdWatchTest, WithoutAWindowTheEndDecides) {
  Fed fed("mean < 100ms");
  fed.seconds({300 * kMs, 20 * kMs});
  EXPECT_TRUE(fed.watch.figure().broken_now);
  fed.seconds({20 * kMs, 20 * kMs, 20 * kMs, 20 * kMs});
  const auto figure = fed.ended();
  EXPECT_EQ(figure.verdict, Verdict::kMet);
  EXPECT_NEAR(figure.value.value(), 66.667, 0.01);
  EXPECT_EQ(figure.value_text, "66.7ms");
  EXPECT_EQ(figure.unit, "ms");
  EXPECT_EQ(figure.bound, 100);
  // Told with its seconds.
  EXPECT_EQ(figure.broken_seconds, 3U);
  EXPECT_THAT(figure.broken, ElementsAre(BrokenSpan{0, 3}));
  EXPECT_EQ(figure.why, "broken for 3s: 0s to 3s, then recovered");
  EXPECT_FALSE(figure.broken_now);
}

TEST(ThresholdWatchTest, NotMetAtTheEnd) {
  Fed fed("max < 100ms");
  const auto figure = fed.seconds({20 * kMs, 20 * kMs, 200 * kMs}).ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_EQ(figure.value, 200);
  EXPECT_EQ(figure.why, "broken for 1s: 2s to 3s");
}

TEST(ThresholdWatchTest, NoDataIsNotMet) {
  Fed fed("get token: p95 < 1s");
  const auto figure = fed.seconds({0, 0, 0}).ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_EQ(figure.value, std::nullopt);
  EXPECT_EQ(figure.value_text, "-");
  EXPECT_EQ(figure.why, "no data: no request of \"get token\" was counted");
  EXPECT_EQ(figure.broken_seconds, 0U);
  EXPECT_EQ(Fed("failures < 1%").seconds({0}).ended().verdict, Verdict::kNotMet);
  EXPECT_EQ(Fed("p95 < 1s over 2s").seconds({0, 0, 0}).ended().verdict, Verdict::kNotMet);
  EXPECT_EQ(Fed("p95 < 1s for 2s").seconds({0, 0, 0}).ended().verdict, Verdict::kNotMet);
  EXPECT_EQ(Fed("failed p95 < 1s").seconds({kMs}).ended().why, "no data: no request failed");
  EXPECT_EQ(Fed("p95 < 1s from 5s").seconds({kMs}).ended().why, "no data: the run ended before 5s");
  EXPECT_EQ(Fed("p95 < 1s from 1s").seconds({kMs, 0}).ended().why,
            "no data: no request was counted from 1s on");
}

TEST(ThresholdWatchTest, FromLeavesTheStartOut) {
  Fed fed("max < 100ms from 2s");
  const auto figure = fed.seconds({900 * kMs, 900 * kMs, 20 * kMs, 20 * kMs}).ended();
  EXPECT_EQ(figure.verdict, Verdict::kMet);
  EXPECT_EQ(figure.value, 20);
  EXPECT_EQ(figure.why, "");
}

TEST(ThresholdWatchTest, ARateIsOfTheSecondsThatCount) {
  Fed fed("rps >= 10 from 1s");
  fed.seconds({kMs, kMs, kMs});
  fed.watch.end(std::chrono::milliseconds(3'000));
  EXPECT_EQ(fed.watch.figure().value, 10);
  EXPECT_EQ(fed.watch.figure().verdict, Verdict::kMet);
  // The load went on for half a second in which nothing was sent.
  fed.watch.end(std::chrono::milliseconds(3'500));
  EXPECT_EQ(fed.watch.figure().value, 8);
  EXPECT_EQ(fed.watch.figure().verdict, Verdict::kNotMet);
}

TEST(ThresholdWatchTest, EveryWindowCounts) {
  Fed fed("max < 100ms over 2s");
  fed.seconds({20 * kMs, 20 * kMs, 300 * kMs, 20 * kMs, 20 * kMs, 20 * kMs});
  const auto figure = fed.ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_EQ(figure.value, 300);
  EXPECT_EQ(figure.broken_seconds, 2U);
  EXPECT_THAT(figure.broken, ElementsAre(BrokenSpan{2, 4}));
  EXPECT_EQ(figure.why, "worst over 1s to 3s; broken for 2s: 2s to 4s, then recovered");
  EXPECT_EQ(Fed("max < 400ms over 2s").seconds({20 * kMs, 300 * kMs, kMs}).ended().verdict,
            Verdict::kMet);
}

TEST(ThresholdWatchTest, AWindowIsJudgedWhenItIsFull) {
  Fed fed("max < 100ms over 3s");
  fed.seconds({300 * kMs, 20 * kMs});
  EXPECT_FALSE(fed.watch.figure().broken_now);
  EXPECT_EQ(fed.watch.figure().broken_seconds, 0U);
  fed.seconds({20 * kMs});
  EXPECT_TRUE(fed.watch.figure().broken_now);
  fed.seconds({20 * kMs});
  EXPECT_FALSE(fed.watch.figure().broken_now);
}

TEST(ThresholdWatchTest, ARunShorterThanTheWindowIsJudgedAsAWhole) {
  Fed fed("max < 100ms over 1m");
  const auto figure = fed.seconds({20 * kMs, 300 * kMs}).ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_EQ(figure.value, 300);
  EXPECT_EQ(figure.why, "the run was too short for 1m, so all of it was judged");
  EXPECT_EQ(Fed("max < 100ms over 1m").seconds({20 * kMs}).ended().verdict, Verdict::kMet);
}

TEST(ThresholdWatchTest, AWindowThatIsEmptyAfterDataIsBroken) {
  Fed fed("max < 100ms over 2s");
  fed.seconds({0, 0, 0});  // users are still starting: nothing is broken yet
  EXPECT_EQ(fed.watch.figure().broken_seconds, 0U);
  fed.seconds({20 * kMs, 0, 0, 0, 20 * kMs});
  const auto figure = fed.ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_EQ(figure.broken_seconds, 2U);
  EXPECT_EQ(figure.value_text, "-");
  EXPECT_THAT(figure.why, HasSubstr("no data over 4s to 6s"));
}

TEST(ThresholdWatchTest, ALongWindowMovesInSteps) {
  EXPECT_EQ(ThresholdWatch::stepOf(0), 1U);
  EXPECT_EQ(ThresholdWatch::stepOf(30), 1U);
  EXPECT_EQ(ThresholdWatch::stepOf(120), 1U);
  EXPECT_EQ(ThresholdWatch::stepOf(125), 5U);
  EXPECT_EQ(ThresholdWatch::stepOf(600), 5U);
  EXPECT_EQ(ThresholdWatch::stepOf(900), 9U);
  Fed fed("max < 100ms over 4m");
  for (int second = 0; second < 600; ++second) fed.seconds({second == 301 ? 300 * kMs : kMs});
  const auto figure = fed.ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_EQ(figure.broken_seconds, 240U);
  EXPECT_THAT(figure.broken, ElementsAre(BrokenSpan{300, 540}));
}

TEST(ThresholdWatchTest, ForDHasToBeBrokenThatLong) {
  Fed shortly("max < 100ms over 1s for 3s");
  shortly.seconds({kMs, 300 * kMs, 300 * kMs, kMs, kMs, kMs});
  const auto figure = shortly.ended();
  EXPECT_EQ(figure.verdict, Verdict::kMet);
  EXPECT_EQ(figure.broken_seconds, 2U);
  EXPECT_THAT(figure.why, HasSubstr("broken for 2s: 1s to 3s, then recovered"));
  Fed longer("max < 100ms over 1s for 3s");
  longer.seconds({kMs, 300 * kMs, 300 * kMs, 300 * kMs, kMs, kMs});
  EXPECT_EQ(longer.ended().verdict, Verdict::kNotMet);
  Fed without_window("mean < 100ms for 2s");
  without_window.seconds({300 * kMs, 300 * kMs, kMs, kMs, kMs, kMs, kMs, kMs});
  EXPECT_EQ(without_window.ended().verdict, Verdict::kNotMet);
}

TEST(ThresholdWatchTest, ARunTooShortToBeBrokenThatLongIsJudgedByItsEnd) {
  EXPECT_EQ(Fed("max < 100ms for 1m").seconds({300 * kMs, kMs}).ended().verdict, Verdict::kNotMet);
  EXPECT_EQ(Fed("max < 100ms for 1m").seconds({kMs, kMs}).ended().verdict, Verdict::kMet);
}

TEST(ThresholdWatchTest, StopEndsTheRunAtOnceOrAfterAWhile) {
  Fed at_once("max < 100ms, stop");
  at_once.seconds({kMs});
  EXPECT_FALSE(at_once.watch.stops());
  at_once.seconds({300 * kMs});
  EXPECT_TRUE(at_once.watch.stops());
  Fed later("max < 100ms over 1s, stop after 3s");
  later.seconds({300 * kMs, 300 * kMs, kMs, 300 * kMs, 300 * kMs});
  EXPECT_FALSE(later.watch.stops());
  later.seconds({300 * kMs});
  EXPECT_TRUE(later.watch.stops());
  Fed both("max < 100ms over 1s for 4s, stop after 3s");
  both.seconds({300 * kMs, 300 * kMs, 300 * kMs});
  EXPECT_FALSE(both.watch.stops());
  both.seconds({300 * kMs});
  EXPECT_TRUE(both.watch.stops());
  EXPECT_FALSE(Fed("max < 100ms").seconds({300 * kMs}).watch.stops());
  EXPECT_FALSE(Fed("max < 100ms, stop").seconds({0, 0}).watch.stops());
}

TEST(ThresholdWatchTest, WhatEndedTheRunIsNotMetWhateverComesLater) {
  Fed fed("mean < 100ms, stop");
  fed.seconds({300 * kMs});
  ASSERT_TRUE(fed.watch.stops());
  fed.watch.endedRun();
  fed.put(1, kMs, 1'000);
  const auto figure = fed.ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_TRUE(figure.ended_run);
  EXPECT_EQ(figure.why, "ended the run at 1s; broken for 1s: 0s to 1s");
}

TEST(ThresholdWatchTest, UnclearWhenTheGeneratorWasTheReasonPerhaps) {
  const auto judged = [](const char* text, std::uint64_t us) {
    Fed fed(text);
    Stretch strained;
    strained.limited = true;
    strained.lag_p99_us = 8 * kMs;
    fed.watch.add(0, strained);
    return fed.seconds({us, us, us}).ended();
  };
  const auto figure = judged("max < 100ms", 105 * kMs);
  EXPECT_EQ(figure.verdict, Verdict::kUnclear);
  EXPECT_EQ(figure.why, "5ms from the bound, while the generator itself lagged by 8ms");
  EXPECT_EQ(judged("max < 100ms", 95 * kMs).verdict, Verdict::kUnclear);
  EXPECT_EQ(judged("max < 100ms", 109 * kMs).verdict, Verdict::kNotMet);
  EXPECT_EQ(judged("max < 100ms", 91 * kMs).verdict, Verdict::kMet);
  // The window that had the lag is unclear, and no other is broken.
  EXPECT_EQ(judged("max < 100ms over 1s", 95 * kMs).verdict, Verdict::kUnclear);
  EXPECT_EQ(judged("max < 100ms over 1s", 105 * kMs).verdict, Verdict::kNotMet);
  EXPECT_EQ(judged("max < 100ms over 1s for 3s", 105 * kMs).verdict, Verdict::kUnclear);
}

TEST(ThresholdWatchTest, ALateSliceChangesTheTotalAndNoMomentThatIsOver) {
  Fed fed("max < 100ms");
  fed.seconds({kMs, kMs, kMs});
  fed.put(0, 300 * kMs);
  EXPECT_EQ(fed.watch.figure().broken_seconds, 0U);
  EXPECT_EQ(fed.ended().verdict, Verdict::kNotMet);
  // Also after the end.
  Fed after("max < 100ms");
  EXPECT_EQ(after.seconds({kMs}).ended().verdict, Verdict::kMet);
  after.put(0, 300 * kMs);
  EXPECT_EQ(after.watch.figure().verdict, Verdict::kNotMet);
  // A window that still holds its second has it.
  Fed window("max < 100ms over 3s");
  window.seconds({kMs, kMs, kMs});
  window.put(1, 300 * kMs);
  window.put(0, 900 * kMs);  // leaves the window with the next second
  window.seconds({kMs});
  EXPECT_EQ(window.watch.figure().value, 300);
}

TEST(ThresholdWatchTest, RequestsThatEndAfterTheLoadCount) {
  Fed fed("max < 100ms over 2s");
  fed.seconds({kMs, kMs, kMs});
  fed.put(5, 2'000 * kMs);  // under way when the load ended
  EXPECT_EQ(fed.ended().verdict, Verdict::kNotMet);
  EXPECT_EQ(fed.watch.figure().value, 2'000);
  Fed rate("rps > 5 over 2s");
  rate.seconds({kMs, kMs, kMs});
  rate.put(5, kMs);
  EXPECT_EQ(rate.ended().value, 10);
}

TEST(ThresholdWatchTest, SharesOverAWindow) {
  Fed fed("failures < 10% over 2s");
  for (std::uint32_t second = 0; second < 6; ++second) {
    fed.putFailed(second, 100, second == 3 ? 30 : 0);
    fed.watch.closeNext();
  }
  const auto figure = fed.ended();
  EXPECT_EQ(figure.verdict, Verdict::kNotMet);
  EXPECT_NEAR(figure.value.value(), 100.0 * 30 / 230, 1e-9);
  EXPECT_EQ(figure.unit, "%");
  EXPECT_THAT(figure.broken, ElementsAre(BrokenSpan{3, 5}));
}

TEST(ThresholdWatchTest, MemoryIsBounded) {
  Fed fed("max < 1s over 2s");
  for (std::uint32_t second = 0; second < 5'000; ++second) fed.put(second * 1'000, kMs, 1);
  fed.watch.end(std::chrono::seconds(1));
  EXPECT_EQ(fed.watch.figure().verdict, Verdict::kMet);
  Fed spans("max < 100ms over 1s");
  for (int i = 0; i < 200; ++i) spans.seconds({300 * kMs, kMs});
  EXPECT_EQ(spans.ended().broken.size(), stats::kMaxBrokenSpans);
  EXPECT_EQ(spans.ended().broken_seconds, 200U);
  EXPECT_THAT(spans.ended().why, HasSubstr("0s to 1s, 2s to 3s, 4s to 5s and 47 times more"));
}

}  // namespace
}  // namespace hrp::judge
