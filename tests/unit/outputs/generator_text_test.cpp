#include "outputs/generator_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hrp::outputs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(GeneratorTextTest, SaysNothingOfARunThatWasNotMeasured) {
  EXPECT_THAT(generatorParts({}), IsEmpty());
  EXPECT_THAT(limitedParts({}), IsEmpty());
  EXPECT_EQ(percentOf(1, 0), 0);
}

TEST(GeneratorTextTest, ShowsLagAndProcessors) {
  stats::Slice slice;
  slice.max_loop_lag_us = 3'000;
  slice.generator.seconds = 2;
  slice.generator.loop_lag.record(1'000, 100);
  slice.generator.loop_cpu_us = 500;
  slice.generator.loop_time_us = 1'000;
  slice.generator.max_cpu_permille = 870;
  slice.generator.process_cpu_us = 300;
  slice.generator.process_time_us = 1'000;
  EXPECT_THAT(
      generatorParts(slice),
      ElementsAre("Generator: loop lag P99 1.00ms", "max 1.00ms", "longest turn 3.00ms",
                  "CPU of its loops 50%", "of the busiest 87%", "of the process 30% of its cores"));
}

TEST(GeneratorTextTest, NamesTheMostStrainedPlacesFirst) {
  stats::GeneratorFigures figures;
  figures.addStrain("thread 0", {1, 1, 0, 25'000, 500});
  figures.addStrain("w\x1b thread 1", {4, 1, 3, 2'000, 990});
  const auto parts = limitedParts(figures);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_THAT(parts[0], HasSubstr("Generator-limited"));
  EXPECT_THAT(parts[0], HasSubstr("thread 1 (lag p99 2.00ms in 1s; CPU 99% in 3s)"));
  EXPECT_THAT(parts[0], ::testing::Not(HasSubstr("\x1b")));
  EXPECT_EQ(parts[1], "thread 0 (lag p99 25.00ms in 1s)");
  for (int i = 2; i < 30; ++i) {
    figures.addStrain("thread " + std::to_string(i), {1, 0, 1, 0, 950});
  }
  const auto many = limitedParts(figures);
  EXPECT_EQ(many.size(), kMaxShownPlaces + 1);
  EXPECT_EQ(many.back(), "and 20 more");
}

}  // namespace
}  // namespace hrp::outputs
