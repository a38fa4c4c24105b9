#include "hrp/judge/verdict_json.hpp"

#include <gtest/gtest.h>

namespace hrp::judge {
namespace {

TEST(VerdictJsonTest, SaysEverythingInOrder) {
  stats::ThresholdFigure figure;
  figure.text = "get token: p95 < 300ms";
  figure.row = "get token";
  figure.metric = "p95";
  figure.verdict = stats::Verdict::kMet;
  figure.value = 212.34567;
  figure.bound = 300;
  figure.unit = "ms";
  figure.value_text = "212.3ms";
  figure.broken_seconds = 4;
  figure.broken = {{3, 7}};
  EXPECT_EQ(verdictJson({figure}).dump(),
            R"([{"threshold":"get token: p95 < 300ms","verdict":"met","row":"get token",)"
            R"("metric":"p95","value":212.346,"unit":"ms","bound":300.0,"value_text":"212.3ms",)"
            R"("why":"","broken_now":false,"broken_seconds":4,"broken":[[3,7]],)"
            R"("ended_run":false}])");
}

TEST(VerdictJsonTest, NoDataIsNull) {
  EXPECT_TRUE(verdictJson({stats::ThresholdFigure()})[0]["value"].is_null());
  EXPECT_EQ(verdictJson({}).dump(), "[]");
}

}  // namespace
}  // namespace hrp::judge
