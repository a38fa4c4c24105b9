#include "engine/threads/self_meter.hpp"

#include <gtest/gtest.h>

#include "engine/run/thread_judge.hpp"
#include "hrp/base/machine/thread_cpu.hpp"
#include "support/fakes/fake_clock.hpp"

namespace hrp::engine {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class SelfMeterTest : public ::testing::Test {
 protected:
  SelfMeterTest() : loop_(std::move(*net::EventLoop::create(clock_))) {}
  void pass(base::Duration time) {
    clock_.advance(time);
    loop_->runOnce(base::Duration::zero());
  }
  stats::GeneratorFigures judged(SelfMeter& meter, const stats::Slice& slice) {
    judge_.add(slice);
    auto figures = meter.take();
    judge_.judge(figures);
    return figures;
  }
  // Uses the processor, on which the fake clock has no influence.
  static void work(base::Duration time) {
    const base::Duration end = base::threadCpuTime() + time;
    while (base::threadCpuTime() < end) {
    }
  }
  static stats::Slice slice(std::uint64_t latency_us) {
    stats::Slice made;
    stats::rowFor(made.rows, {"request-GET", "/"}, true).latency.passed.record(latency_us, 100);
    return made;
  }

  ThreadJudge judge_{3};
  hrp::testing::FakeClock clock_;
  std::unique_ptr<net::EventLoop> loop_;
};

TEST_F(SelfMeterTest, AnIdleThreadIsNotStrained) {
  SelfMeter meter(*loop_, 0);
  EXPECT_EQ(meter.take().seconds, 0U);
  meter.start();
  for (int i = 0; i < 100; ++i) pass(milliseconds(10));
  const auto figures = judged(meter, slice(5'000));
  EXPECT_EQ(figures.loop_lag.count(), 100U);
  EXPECT_EQ(figures.loop_time_us, 1'000'000U);
  EXPECT_GT(figures.process_time_us, 0U);
  EXPECT_FALSE(figures.limited());
  meter.stop();
  EXPECT_EQ(meter.take().seconds, 0U);
}

TEST_F(SelfMeterTest, ALoopThatIsHeldUpIsStrainedAndNamed) {
  SelfMeter meter(*loop_, 3);
  meter.start();
  pass(seconds(1));
  const auto figures = judged(meter, slice(5'000));
  ASSERT_TRUE(figures.strains.contains("thread 3"));
  EXPECT_EQ(figures.strains.at("thread 3").lag_seconds, 1U);
  EXPECT_EQ(figures.process_time_us, 0U);  // the first thread measures it
  pass(milliseconds(10));
  pass(seconds(1));
  EXPECT_FALSE(judged(meter, slice(20'000'000)).limited());  // nothing beside such a latency
}

TEST_F(SelfMeterTest, ASecondIsJudgedByAllOfItsParts) {
  SelfMeter meter(*loop_, 1);
  meter.start();
  judge_.add(slice(20'000'000));
  pass(seconds(1));
  EXPECT_FALSE(judged(meter, {}).limited());
  pass(milliseconds(10));
  pass(seconds(1));
  EXPECT_TRUE(judged(meter, slice(5'000)).limited());  // the slow ones were of the second before
}

TEST_F(SelfMeterTest, ABusyThreadIsStrainedUnlessTheTimeIsTooShort) {
  SelfMeter meter(*loop_, 1);
  meter.start();
  work(milliseconds(40));
  clock_.advance(milliseconds(40));
  EXPECT_FALSE(judged(meter, slice(50'000)).limited());
  work(milliseconds(210));
  clock_.advance(milliseconds(210));
  const auto figures = judged(meter, slice(50'000));
  ASSERT_TRUE(figures.limited());
  EXPECT_EQ(figures.strains.at("thread 3").busy_seconds, 1U);
  EXPECT_GE(figures.max_cpu_permille, 1'000U);
}

}  // namespace
}  // namespace hrp::engine
