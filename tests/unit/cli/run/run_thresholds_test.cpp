#include "cli/run/run_thresholds.hpp"

#include <gtest/gtest.h>

namespace hrp::cli {
namespace {

struct Heard final : engine::CaseListener {
  void onCaseStarted(const stats::CaseRecord&) override { ++calls; }
  void onStepEnded(const stats::CaseRecord&, const stats::StepRecord&) override { ++calls; }
  void onCaseEnded(const stats::CaseRecord&) override { ++calls; }
  int calls = 0;
};

testcase::CaseList listOf(bool with_broken_file) {
  testcase::CaseList list;
  testcase::ListedCase& one = list.cases.emplace_back();
  one.program = std::make_shared<const testcase::Program>();
  if (with_broken_file) list.cases.emplace_back();
  return list;
}

judge::Thresholds one(const std::string& text) {
  return {judge::parseThreshold(text).value()};
}

TEST(RunThresholdsTest, HandsOnAndJudgesWhatRan) {
  Heard heard;
  RunThresholds thresholds(one("Action: max < 1s"), heard);
  ASSERT_TRUE(thresholds.bind(listOf(false)).has_value());
  EXPECT_EQ(thresholds.figures()[0].verdict, stats::Verdict::kNotMet) << "nothing ran";
  stats::CaseRecord record;
  record.elapsed = std::chrono::milliseconds(3);
  thresholds.onCaseStarted(record);
  thresholds.onStepEnded(record, {});
  thresholds.onCaseEnded(record);
  EXPECT_EQ(heard.calls, 3);
  EXPECT_EQ(thresholds.figures()[0].verdict, stats::Verdict::kMet);
  EXPECT_EQ(thresholds.figures()[0].value, 3);
  RunThresholds broken(one("Action: max < 1ms"), heard);
  ASSERT_TRUE(broken.bind(listOf(false)).has_value());
  broken.onCaseEnded(record);
  EXPECT_EQ(broken.figures()[0].verdict, stats::Verdict::kNotMet);
  EXPECT_EQ(broken.figures()[0].why, "") << "there are no seconds";
}

TEST(RunThresholdsTest, AMissingRowIsAnErrorUnlessAFileIsMissingToo) {
  Heard heard;
  RunThresholds thresholds(one("login: max < 1s"), heard);
  EXPECT_FALSE(thresholds.bind(listOf(false)).has_value());
  EXPECT_TRUE(thresholds.bind(listOf(true)).has_value()) << "its error is told instead";
  EXPECT_EQ(thresholds.figures()[0].verdict, stats::Verdict::kNotMet);
}

}  // namespace
}  // namespace hrp::cli
