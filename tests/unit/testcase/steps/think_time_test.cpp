// Steps that let their user think (src/testcase/steps/think_time.cpp).

#include <gmock/gmock.h>

#include "unit/testcase/loading.hpp"

namespace hrp::testcase {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ThinkTimeSource, HasTheStrategyOfTheConfig) {
  const auto loaded = program(
      "config: {base_url: http://h, think_time: {strategy: multiply, setting: 2, limit: 3}}\n"
      "teststeps:\n- think_time: {time: 0.25}\n");
  ASSERT_EQ(loaded->operations.size(), 1U);
  const auto& think = *stepIf<ThinkTimeStep>(loaded->operations[0]);
  EXPECT_EQ(think.time, milliseconds(250));
  EXPECT_EQ(think.strategy, ThinkTimeStep::Strategy::kMultiply);
  EXPECT_EQ(think.low, 2);
  EXPECT_EQ(think.limit, seconds(3));
}

TEST(ThinkTimeSource, RefusesATimeThatIsNone) {
  EXPECT_EQ(loadError("teststeps: [{think_time: {time: -1}}]"),
            "/w/case.yaml: step 1: think_time.time: expected seconds, 0 or more");
}

}  // namespace
}  // namespace hrp::testcase
