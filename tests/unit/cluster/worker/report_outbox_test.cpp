#include "cluster/worker/report_outbox.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::cluster {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

engine::NumberedSlice second(std::uint32_t number) {
  stats::Slice slice;
  slice.iterations = 1;
  return {number, slice};
}

TEST(ReportOutbox, SendsAgainUntilAcknowledged) {
  hrp::testing::FakeClock clock;
  ReportOutbox outbox;
  outbox.begin("run");
  outbox.add({second(0)});
  const auto first = outbox.due(clock.now(), false);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].number, 1U);
  EXPECT_TRUE(outbox.due(clock.now(), true).empty());
  clock.advance(milliseconds(600));
  const auto again = outbox.due(clock.now(), false);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].number, 1U);
  outbox.acknowledge("other run", 1);
  EXPECT_FALSE(outbox.empty());
  outbox.acknowledge("run", 1);
  EXPECT_TRUE(outbox.empty());
}

TEST(ReportOutbox, KeepsItsBoundsAndLosesNothingWhenTheMasterIsAway) {
  hrp::testing::FakeClock clock;
  ReportOutbox outbox;
  outbox.begin("run");
  std::uint64_t iterations = 0;
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    outbox.add({second(i)});
    clock.advance(seconds(1));
    EXPECT_LE(outbox.due(clock.now(), false).size(), ReportOutbox::kWindow + 1);
  }
  for (int round = 0; round < 100 && !outbox.empty(); ++round) {
    clock.advance(seconds(1));
    for (const auto& report : outbox.due(clock.now(), true)) {
      EXPECT_LE(report.parts.size(), kMaxReportParts);
      for (const auto& part : report.parts) iterations += part.slice.iterations;
      outbox.acknowledge("run", report.number);
    }
  }
  EXPECT_TRUE(outbox.empty());
  EXPECT_EQ(iterations, 1'000U);
}

TEST(ReportOutbox, GoesOnCountingInTheSameRunOnly) {
  hrp::testing::FakeClock clock;
  ReportOutbox outbox;
  outbox.begin("a");
  outbox.add({second(0)});
  EXPECT_EQ(outbox.due(clock.now(), true).size(), 1U);
  outbox.begin("a");
  outbox.add({second(1)});
  EXPECT_EQ(outbox.due(clock.now(), true).at(0).number, 2U);
  outbox.begin("b");
  EXPECT_TRUE(outbox.empty());
  outbox.add({second(0)});
  EXPECT_EQ(outbox.due(clock.now(), true).at(0).number, 1U);
}

}  // namespace
}  // namespace hrp::cluster
