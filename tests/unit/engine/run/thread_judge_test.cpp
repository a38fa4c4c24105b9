#include "engine/run/thread_judge.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

stats::GeneratorFigures lagging(std::uint64_t lag_us) {
  stats::GeneratorFigures figures;
  figures.seconds = 1;
  figures.loop_lag.record(lag_us, 100);
  return figures;
}

stats::Slice latencies(std::uint64_t latency_us, bool in_total = true) {
  stats::Slice slice;
  stats::rowFor(slice.rows, {"t", "/"}, in_total).latency.passed.record(latency_us, 100);
  return slice;
}

TEST(ThreadJudge, HoldsTheLagAgainstTheLatenciesOfTheSecond) {
  ThreadJudge judge(2);
  judge.add(latencies(10'000));
  auto figures = lagging(20'000);
  judge.judge(figures);
  EXPECT_EQ(figures.strains.count("thread 2"), 1U);
  judge.add(latencies(10'000'000));
  figures = lagging(20'000);
  judge.judge(figures);
  EXPECT_FALSE(figures.limited());
}

TEST(ThreadJudge, LooksAtRequestsOnlyAndForgetsTheSecondBefore) {
  ThreadJudge judge(0);
  judge.add(latencies(10'000, false));
  auto figures = lagging(20'000);
  judge.judge(figures);
  EXPECT_FALSE(figures.limited());
  judge.add(latencies(10'000));
  stats::GeneratorFigures unmeasured;
  judge.judge(unmeasured);
  EXPECT_FALSE(unmeasured.limited());
  figures = lagging(20'000);
  judge.judge(figures);
  EXPECT_TRUE(figures.limited());
  figures = lagging(20'000);
  judge.judge(figures);
  EXPECT_FALSE(figures.limited());
}

}  // namespace
}  // namespace hrp::engine
