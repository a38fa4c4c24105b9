#include "cli/threshold_flags.hpp"

#include <gtest/gtest.h>

#include "unit/cli/parsed_options.hpp"

namespace hrp::cli {
namespace {

TEST(ThresholdFlagsTest, EachFlagTakesOneText) {
  CLI::App app;
  std::vector<std::string> texts;
  std::vector<std::string> cases;
  app.add_option("cases", cases);
  addThresholdFlag(app, texts, "Load");
  parseArguments(app,
                 {"--threshold", "a, b: p95 < 1s, stop", "case.yaml", "--threshold", "rps > 3"});
  EXPECT_EQ(texts, (std::vector<std::string>{"a, b: p95 < 1s, stop", "rps > 3"}));
  EXPECT_EQ(cases, std::vector<std::string>{"case.yaml"});
}

TEST(ThresholdFlagsTest, EveryDecisionHasACode) {
  EXPECT_EQ(exitCodeOf(judge::Decision::kMet), base::ExitCode::kOk);
  EXPECT_EQ(exitCodeOf(judge::Decision::kNotMet), base::ExitCode::kThresholdNotMet);
  EXPECT_EQ(exitCodeOf(judge::Decision::kEndedRun), base::ExitCode::kThresholdStopped);
  EXPECT_EQ(exitCodeOf(judge::Decision::kUnclear), base::ExitCode::kThresholdUnclear);
}

}  // namespace
}  // namespace hrp::cli
