#include "hrp/outputs/threshold_report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

using stats::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

stats::ThresholdFigure figureOf(const std::string& text, Verdict verdict,
                                std::optional<double> value) {
  stats::ThresholdFigure figure;
  figure.text = text;
  figure.verdict = verdict;
  figure.value = value;
  figure.value_text = value ? "7ms" : "-";
  return figure;
}

TEST(ThresholdReportTest, WhileItRunsThoseThatDoNotHoldAreNamed) {
  EXPECT_TRUE(thresholdParts({}).empty());
  EXPECT_THAT(thresholdParts({figureOf("p95 < 1s", Verdict::kMet, 7)}),
              ElementsAre("Thresholds: 1 of 1 hold"));
  EXPECT_THAT(thresholdParts({figureOf("p95 < 1s", Verdict::kMet, 7),
                              figureOf("max < 1ms", Verdict::kNotMet, 7),
                              figureOf("min < 1ms", Verdict::kUnclear, 7),
                              figureOf("a: max < 1ms", Verdict::kNotMet, std::nullopt)}),
              ElementsAre("Thresholds: 1 of 4 hold", "max < 1ms does not hold (7ms)",
                          "min < 1ms is unclear (7ms)", "a: max < 1ms has no data"));
}

TEST(ThresholdReportTest, ALineDoesNotGrowWithoutEnd) {
  const stats::ThresholdFigures many(30, figureOf("max < 1ms", Verdict::kNotMet, 7));
  const auto parts = thresholdParts(many);
  EXPECT_EQ(parts.size(), kMaxShownThresholds + 2);
  EXPECT_EQ(parts.back(), "and 20 more");
}

TEST(ThresholdReportTest, TheTableHasVerdictValueAndWhy) {
  EXPECT_TRUE(thresholdTable({}, 0).empty());
  auto bad = figureOf("max < 1ms", Verdict::kNotMet, 7);
  bad.why = "broken for 3s: 1s to 4s";
  const auto lines = thresholdTable({figureOf("p95 < 1s", Verdict::kMet, 7), bad}, 0);
  EXPECT_EQ(lines.front(), "Thresholds: 1 of 2 not met");
  EXPECT_THAT(lines, ::testing::Contains(
                         HasSubstr("| not met | max < 1ms |   7ms | broken for 3s: 1s to 4s |")));
  EXPECT_EQ(thresholdTable({figureOf("p95 < 1s", Verdict::kMet, 7)}, 0).front(),
            "Thresholds: all met");
  EXPECT_EQ(thresholdTable({figureOf("p95 < 1s", Verdict::kUnclear, 7)}, 0).front(),
            "Thresholds: 0 of 1 met, 1 unclear");
  EXPECT_EQ(thresholdTable({bad, figureOf("p95 < 1s", Verdict::kUnclear, 7)}, 0, "Of all").front(),
            "Of all: 1 of 2 not met, 1 unclear");
  for (const std::string& line : thresholdTable({bad}, 40)) EXPECT_LE(line.size(), 48U) << line;
}

}  // namespace
}  // namespace hrp::outputs
