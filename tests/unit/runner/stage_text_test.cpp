#include "hrp/runner/stage_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::runner {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

TEST(ParseStages, ReadsLengthsAndTargets) {
  const auto stages = parseStages("30s:100, 2m : 1000,30:0", 1'000'000);
  ASSERT_TRUE(stages) << stages.error().message;
  EXPECT_EQ(*stages, (base::Stages{{seconds(30), 100}, {minutes(2), 1000}, {seconds(30), 0}}));
}

TEST(ParseStages, NamesWhatIsWrong) {
  const auto problem = [](const std::string& text) {
    const auto parsed = parseStages(text, 5'000);
    return parsed ? std::string() : parsed.error().message;
  };
  EXPECT_THAT(problem(""), HasSubstr("stage 1 \"\": expected LENGTH:TARGET"));
  EXPECT_THAT(problem("30s:1,40s"), HasSubstr("stage 2 \"40s\""));
  EXPECT_THAT(problem("30s:1,40s:2,"), HasSubstr("stage 3"));
  EXPECT_THAT(problem("x:1"), HasSubstr("stage 1"));
  EXPECT_THAT(problem("-5s:1"), HasSubstr("stage 1"));
  EXPECT_THAT(problem("5s:-1"), HasSubstr("whole number"));
  EXPECT_THAT(problem("5s:1.5"), HasSubstr("whole number"));
  EXPECT_THAT(problem("5s:"), HasSubstr("whole number"));
  EXPECT_THAT(problem("5s:99999999999999999999"), HasSubstr("whole number"));
  EXPECT_THAT(problem("5s:5001"), HasSubstr("at most 5000"));
  EXPECT_THAT(problem("0s:5"), HasSubstr("no length"));
  EXPECT_THAT(problem("200d:5"), HasSubstr("stage 1"));
  EXPECT_THAT(problem("5000h:5,5000h:5"), HasSubstr("longer than a year"));
  std::string many = "1s:1";
  for (int i = 0; i < 1'000; ++i) many += ",1s:1";
  EXPECT_THAT(problem(many), HasSubstr("1000"));
}

}  // namespace
}  // namespace hrp::runner
