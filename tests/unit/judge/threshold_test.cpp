#include "hrp/judge/threshold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hrp/base/random.hpp"

namespace hrp::judge {
namespace {

using testing::HasSubstr;

Threshold read(std::string_view text) {
  auto threshold = parseThreshold(text);
  EXPECT_TRUE(threshold.has_value()) << text << ": " << threshold.error().message;
  return threshold.value_or(Threshold());
}

struct Refused {
  std::string message;
  std::string hint;
};
Refused refusal(std::string_view text) {
  const auto threshold = parseThreshold(text);
  EXPECT_FALSE(threshold.has_value()) << text;
  if (threshold) return {};
  return {threshold.error().message, threshold.error().hint};
}

TEST(ThresholdTest, ATimeOfTheWholeRun) {
  const Threshold threshold = read("  p95 < 300ms ");
  EXPECT_EQ(threshold.text, "p95 < 300ms");
  EXPECT_EQ(threshold.pattern, "");
  EXPECT_EQ(threshold.metric, Metric::kPercentile);
  EXPECT_EQ(threshold.percentile, 95);
  EXPECT_EQ(threshold.comparison, Comparison::kBelow);
  EXPECT_EQ(threshold.unit, Unit::kMicroseconds);
  EXPECT_EQ(threshold.bound, 300'000);
  EXPECT_EQ(threshold.over_s + threshold.from_s + threshold.for_s, 0U);
  EXPECT_FALSE(threshold.stop_after_s);
}

TEST(ThresholdTest, EveryClause) {
  const Threshold threshold =
      read("checkout*: failures < 1% over 30s from 1m for 5s, stop after 20s");
  EXPECT_EQ(threshold.pattern, "checkout*");
  EXPECT_EQ(threshold.metric, Metric::kFailures);
  EXPECT_EQ(threshold.unit, Unit::kShare);
  EXPECT_EQ(threshold.bound, 0.01);
  EXPECT_EQ(threshold.over_s, 30U);
  EXPECT_EQ(threshold.from_s, 60U);
  EXPECT_EQ(threshold.for_s, 5U);
  EXPECT_EQ(threshold.stop_after_s, 20U);
  EXPECT_TRUE(read("checkout*:failures<1% from 1m for 5 over 30,stop after 20").sameAs(threshold));
}

TEST(ThresholdTest, StopAlone) {
  EXPECT_EQ(read("p95 < 1s, stop").stop_after_s, 0U);
}

TEST(ThresholdTest, EveryMetric) {
  EXPECT_EQ(read("min > 1us").metric, Metric::kMin);
  EXPECT_EQ(read("Action: mean <= 2s").metric, Metric::kMean);
  EXPECT_EQ(read("max < 2s").metric, Metric::kMax);
  EXPECT_EQ(read("p99.9 < 1.5s").percentile, 99.9);
  EXPECT_EQ(read("p100 < 1.5s").percentile, 100);
  EXPECT_EQ(read("failures == 0").comparison, Comparison::kEqual);
  EXPECT_EQ(read("rps > 2000 from 1m").unit, Unit::kPerSecond);
  EXPECT_EQ(read("rps > 2000/s").bound, 2'000);
  EXPECT_EQ(read("passed-transactions >= 99.5%").bound, 0.995);
  EXPECT_EQ(read("passed-transactions >= 10").unit, Unit::kCount);
  EXPECT_EQ(read("dropped <= 0").metric, Metric::kDropped);
  EXPECT_EQ(read("late < 5").metric, Metric::kLate);
  EXPECT_EQ(read("resent < 5 over 10s").metric, Metric::kResent);
  EXPECT_EQ(read("aborted < 5").metric, Metric::kAborted);
}

TEST(ThresholdTest, TimesOfThoseThatPassedOrFailed) {
  EXPECT_EQ(read("ok p95 < 1 s").outcome, Outcome::kPassed);
  EXPECT_EQ(read("login: failed max < 1s").outcome, Outcome::kFailed);
  EXPECT_THAT(refusal("ok failures < 3").message, HasSubstr("column 1: \"ok\" goes with a time"));
}

TEST(ThresholdTest, ARowsNameMayHoldNearlyEverything) {
  EXPECT_EQ(read("http://host:80/a, b: p95 < 1s").pattern, "http://host:80/a, b");
  EXPECT_EQ(read("\"quoted\" : p95 < 1s").pattern, "\"quoted\"");
  EXPECT_EQ(read("登录: p95 < 1s").pattern, "登录");
}

TEST(ThresholdTest, ErrorsNameTheColumnAndTheCure) {
  EXPECT_EQ(refusal("p101 < 1s").message,
            "\"p101 < 1s\", column 1: a percentile is from p0 to p100, not p101");
  EXPECT_EQ(refusal("登录: p101 < 1s").message,
            "\"登录: p101 < 1s\", column 5: a percentile is from p0 to p100, not p101");
  EXPECT_EQ(refusal("p95 < 300").message,
            "\"p95 < 300\", column 7: a unit is missing behind the "
            "number");
  EXPECT_EQ(refusal("p95 < 300").hint, "a time has us, ms or s, as in 300ms");
  EXPECT_THAT(refusal("p95 < 300%").message,
              HasSubstr("column 10: the unit \"%\" does not fit p95"));
  EXPECT_THAT(refusal("p95 < 300 minutes").message, HasSubstr("column 11: the unit \"minutes\""));
  EXPECT_THAT(refusal("failures < 3ms").message, HasSubstr("\"ms\" does not fit failures"));
  EXPECT_THAT(refusal("failures < 3ms").hint, HasSubstr("or one with %"));
  EXPECT_THAT(refusal("rps > 3%").message, HasSubstr("\"%\" does not fit rps"));
  EXPECT_THAT(refusal("dropped < 3%").hint, HasSubstr("without a unit"));
  EXPECT_THAT(refusal("failures < 101%").message, HasSubstr("at most 100%"));
  EXPECT_THAT(refusal("login: dropped < 3").message, HasSubstr("for the whole run"));
}

TEST(ThresholdTest, AnUnknownMetricIsGuessed) {
  EXPECT_THAT(refusal("p95th < 1s").message, HasSubstr("no metric \"p95th\""));
  EXPECT_THAT(refusal("avg < 1s").message, HasSubstr("did you mean mean?"));
  EXPECT_THAT(refusal("failure < 1%").message, HasSubstr("did you mean failures?"));
  EXPECT_THAT(refusal("median < 1s").message, HasSubstr("did you mean p50?"));
  EXPECT_THAT(refusal("xyzzy < 1s").hint, HasSubstr("passed-transactions"));
  EXPECT_THAT(refusal(": p95 < 1s").message, HasSubstr("column 1: the name of a row is missing"));
}

TEST(ThresholdTest, WhatIsMissingOrTooMuch) {
  EXPECT_THAT(refusal("").message, HasSubstr("empty"));
  EXPECT_THAT(refusal("p95").message, HasSubstr("column 4: one of < <= > >= == is missing"));
  EXPECT_THAT(refusal("p95 != 1s").message, HasSubstr("is missing"));
  EXPECT_THAT(refusal("p95 == 1s").message, HasSubstr("no time is exactly another"));
  EXPECT_THAT(refusal("p95 <").message, HasSubstr("a number is missing"));
  EXPECT_THAT(refusal("p95 < -3ms").message, HasSubstr("not negative"));
  EXPECT_THAT(refusal("p95 < 3ms over").message, HasSubstr("a time is missing behind \"over\""));
  EXPECT_THAT(refusal("p95 < 3ms over soon").message, HasSubstr("\"soon\" is not a time"));
  EXPECT_THAT(refusal("p95 < 3ms over 500ms").message, HasSubstr("whole seconds"));
  EXPECT_THAT(refusal("p95 < 3ms over 0s").message, HasSubstr("one at least"));
  EXPECT_THAT(refusal("p95 < 3ms over 1s over 2s").message, HasSubstr("\"over\" stands twice"));
  EXPECT_THAT(refusal("p95 < 3ms over 200h").message, HasSubstr("longer than a week"));
  EXPECT_THAT(refusal("p95 < 3ms until 3s").message, HasSubstr("column 11: \"until 3s\""));
  EXPECT_THAT(refusal("p95 < 3ms stop").message, HasSubstr("a comma is missing"));
  EXPECT_THAT(refusal("p95 < 3ms, halt").message, HasSubstr("only \"stop\" can stand"));
  EXPECT_THAT(refusal("p95 < 3ms, stop now").message, HasSubstr("\"now\" behind \"stop\""));
  EXPECT_THAT(refusal("p95 < 3ms, stop after 3s now").message, HasSubstr("\"now\""));
  EXPECT_THAT(refusal(std::string(2'000, 'p')).message, HasSubstr("longer than"));
}

TEST(ThresholdTest, AListNamesWhichOneIsWrong) {
  const auto wrong = parseThresholds({"p95 < 1s", "p95 < 1"}, "thresholds");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_THAT(wrong.error().message, HasSubstr("thresholds[1]: \"p95 < 1\", column 7"));
  const auto flag = parseThresholds({"p95 < 1"}, "--threshold");
  ASSERT_FALSE(flag.has_value());
  EXPECT_THAT(flag.error().message, testing::StartsWith("--threshold: \"p95 < 1\""));
}

TEST(ThresholdTest, TheSameTwiceInAListIsAMistake) {
  const auto twice = parseThresholds({"p95 < 1s", "p95<1000ms"}, "--threshold");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().message, "--threshold: \"p95<1000ms\" stands twice");
  const std::vector<std::string> many(kMaxThresholds + 1, "p95 < 1s");
  EXPECT_FALSE(parseThresholds(many, "--threshold").has_value());
}

TEST(ThresholdTest, WhateverIsWrittenIsReadOrRefused) {
  base::Random random(11);
  const std::vector<std::string> words{"p95",  "p",    "<",   ">=",       "==",   "1",      "300ms",
                                       "1%",   "/s",   ":",   ",",        "stop", "after",  "over",
                                       "from", "for",  "30s", " ",        "ok",   "failed", "*",
                                       "\"",   "\xff", "rps", "failures", "-"};
  int read_ones = 0;
  for (int i = 0; i < 50'000; ++i) {
    std::string text = random.next() % 2 == 0 ? "" : "p95 < 300ms ";
    for (std::uint64_t words_left = random.next() % 12; words_left > 0; --words_left) {
      text += words[random.next() % words.size()];
      if (random.next() % 2 == 0) text += ' ';
    }
    const auto threshold = parseThreshold(text);
    if (!threshold) {
      ASSERT_FALSE(threshold.error().message.empty());
      continue;
    }
    ++read_ones;
    ASSERT_TRUE(parseThreshold(threshold->text).value().sameAs(*threshold)) << text;
  }
  EXPECT_GT(read_ones, 10);
}

TEST(ThresholdTest, ListsJoinWithoutRepeating) {
  Thresholds all = parseThresholds({"p95 < 1s", "rps > 3"}, "thresholds").value();
  join(all, parseThresholds({"rps>3/s", "p99 < 1s"}, "thresholds").value());
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2].text, "p99 < 1s");
}

TEST(ThresholdTest, ASingleRunHasNoSeconds) {
  EXPECT_TRUE(refuseTimes(read("login: ok p95 < 1s")).has_value());
  EXPECT_TRUE(refuseTimes(read("failures == 0")).has_value());
  EXPECT_TRUE(refuseTimes(read("passed-transactions == 2")).has_value());
  for (const char* text : {"rps > 3", "dropped < 1", "p95 < 1s over 3s", "p95 < 1s from 3s",
                           "p95 < 1s for 3s", "p95 < 1s, stop", "resent < 3"}) {
    EXPECT_FALSE(refuseTimes(read(text)).has_value()) << text;
  }
}

}  // namespace
}  // namespace hrp::judge
