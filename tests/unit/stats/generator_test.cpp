#include "hrp/stats/generator.hpp"

#include <gtest/gtest.h>

namespace hrp::stats {
namespace {

Histogram filled(std::uint64_t value, std::uint64_t count = 100) {
  Histogram histogram;
  histogram.record(value, count);
  return histogram;
}

TEST(JudgeTest, ALagIsAStrainWhenItIsLongAndNotSmallBesideTheLatency) {
  EXPECT_FALSE(judge({filled(900), filled(1'000), 100}));     // below the floor
  EXPECT_FALSE(judge({filled(5'000), filled(50'500), 100}));  // a tenth of the latency
  const auto strain = judge({filled(5'000), filled(40'000), 100});
  ASSERT_TRUE(strain);
  EXPECT_EQ(strain->seconds, 1U);
  EXPECT_EQ(strain->lag_seconds, 1U);
  EXPECT_EQ(strain->busy_seconds, 0U);
  EXPECT_NEAR(static_cast<double>(strain->lag_p99_us), 5'000, 50);
  EXPECT_FALSE(judge({filled(5'000), Histogram(), 100}));  // no latency that it could have changed
}

TEST(JudgeTest, ABusyThreadIsAStrain) {
  EXPECT_FALSE(judge({filled(10), filled(40'000), 900}));
  const auto strain = judge({filled(10), filled(40'000), 901});
  ASSERT_TRUE(strain);
  EXPECT_EQ(strain->busy_seconds, 1U);
  EXPECT_EQ(strain->lag_seconds, 0U);
  EXPECT_EQ(strain->cpu_permille, 901U);
}

TEST(GeneratorFiguresTest, MergesAndNamesTheWorker) {
  GeneratorFigures one;
  one.loop_lag = filled(100, 3);
  one.loop_cpu_us = 5;
  one.loop_time_us = 10;
  one.max_cpu_permille = 950;
  one.seconds = 1;
  one.addStrain("thread 0", {1, 1, 0, 5'000, 100});
  GeneratorFigures two = one;
  two.strains.begin()->second = {2, 0, 2, 10, 990};
  two.merge(one);
  EXPECT_EQ(two.loop_lag.count(), 6U);
  EXPECT_EQ(two.loop_cpu_us, 10U);
  EXPECT_EQ(two.loop_time_us, 20U);
  EXPECT_EQ(two.seconds, 2U);
  EXPECT_EQ(two.strains.at("thread 0"), (Strain{3, 1, 2, 5'000, 990}));
  EXPECT_TRUE(two.limited());
  two.nameWorker("w1");
  EXPECT_TRUE(two.strains.contains("w1 thread 0"));
  EXPECT_EQ(two.strains.size(), 1U);
  EXPECT_FALSE(GeneratorFigures().limited());
}

TEST(GeneratorFiguresTest, PlacesAreBounded) {
  GeneratorFigures figures;
  for (int i = 0; i < 300; ++i) figures.addStrain("thread " + std::to_string(i), {1, 1, 0, 1, 1});
  EXPECT_EQ(figures.strains.size(), kMaxStrainedPlaces + 1);
  EXPECT_EQ(figures.strains.at("others").seconds, 200U);
}

}  // namespace
}  // namespace hrp::stats
