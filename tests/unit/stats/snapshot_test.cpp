#include "hrp/stats/snapshot.hpp"

#include <gtest/gtest.h>

namespace hrp::stats {
namespace {

TEST(SnapshotTest, EndReasonsHaveTheTextsOfTheSummaryFile) {
  EXPECT_EQ(toString(EndReason::kNone), "none");
  EXPECT_EQ(toString(EndReason::kLoopCount), "loop-count");
  EXPECT_EQ(toString(EndReason::kRunTime), "run-time");
  EXPECT_EQ(toString(EndReason::kStop), "stop");
  EXPECT_EQ(toString(EndReason::kQuit), "quit");
  EXPECT_EQ(toString(EndReason::kSignal), "signal");
  EXPECT_EQ(toString(EndReason::kNoWorkers), "no-workers");
  EXPECT_EQ(toString(EndReason::kError), "error");
  EXPECT_EQ(toString(EndReason::kThreshold), "threshold");
}

}  // namespace
}  // namespace hrp::stats
