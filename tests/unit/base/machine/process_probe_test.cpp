#include "hrp/base/machine/process_probe.hpp"

#include <gtest/gtest.h>

#include "support/fakes/fake_clock.hpp"

namespace hrp::base {
namespace {

TEST(ProcessProbeTest, SharesArePercentages) {
  testing::FakeClock clock;
  ProcessProbe probe(clock);
  clock.advance(std::chrono::seconds(1));
  const ProcessUsage usage = probe.sample();
  EXPECT_GE(usage.process_cpu_percent, 0);
  EXPECT_GE(usage.machine_cpu_percent, 0);
  EXPECT_LE(usage.machine_cpu_percent, 100);
  EXPECT_GT(usage.process_memory_percent, 0);
  EXPECT_LT(usage.process_memory_percent, 100);
  EXPECT_GT(usage.machine_memory_percent, 0);
  EXPECT_LT(usage.machine_memory_percent, 100);
}

TEST(ProcessProbeTest, CountsTheTimeThisProcessUsed) {
  const SystemClock clock;
  ProcessProbe probe(clock);
  // Busy until the kernel has charged this process a few ticks.
  volatile std::uint64_t sum = 0;
  double percent = 0;
  for (int round = 0; round < 200 && percent <= 0; ++round) {
    for (int i = 0; i < 2'000'000; ++i) sum = sum + static_cast<std::uint64_t>(i);
    percent = probe.sample().process_cpu_percent;
  }
  EXPECT_GT(percent, 0);
}

TEST(ProcessProbeTest, TwoSamplesAtOneMomentDivideByNothing) {
  testing::FakeClock clock;
  ProcessProbe probe(clock);
  EXPECT_EQ(probe.sample().process_cpu_percent, 0);
}

}  // namespace
}  // namespace hrp::base
