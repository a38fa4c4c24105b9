#include "engine/run/slice_maker.hpp"

#include <gtest/gtest.h>

#include <future>
#include <utility>

namespace hrp::engine {
namespace {

class SliceMakerTest : public ::testing::Test {
 protected:
  SliceMakerTest() { mailbox_.reset(2); }

  SliceMaker::Cut cut(std::size_t thread, std::uint64_t number, std::uint64_t iterations) {
    SliceMaker::Cut made;
    made.thread = thread;
    made.number = number;
    made.tally = maker_.spare(thread);
    stats::Recorder& recorder = recorders_[thread];
    for (; iterations > 0; --iterations) recorder.iterationEnded();
    if (made.tally) recorder.handOver(*made.tally);
    return made;
  }
  // Until both threads have come to a further cut.
  void await() {
    came_.get_future().wait();
    came_ = std::promise<void>();
  }

  stats::Recorder recorders_[2];
  SliceMailbox mailbox_;
  std::promise<void> came_;
  SliceMaker maker_{mailbox_, 2, [this] { came_.set_value(); }};
};

TEST_F(SliceMakerTest, LeavesTheSlicesInTheMailboxAndTellsWhenAllHaveCome) {
  auto first = cut(0, 1, 3);
  first.dropped_requests = 2;
  maker_.add(std::move(first));
  maker_.add(cut(1, 1, 4));
  await();
  const auto slices = mailbox_.take();
  ASSERT_EQ(slices.size(), 1U);
  EXPECT_EQ(slices[0].slice.iterations, 7U);
  EXPECT_EQ(slices[0].slice.dropped_requests, 2U);
}

TEST_F(SliceMakerTest, AThreadHasFewTalliesUnderWayAndGetsThemBack) {
  auto first = cut(0, 1, 1);
  auto second = cut(0, 2, 1);
  ASSERT_TRUE(first.tally && second.tally);
  EXPECT_EQ(maker_.spare(0), nullptr);
  EXPECT_NE(maker_.spare(1), nullptr);  // another thread has its own
  maker_.add(std::move(first));
  maker_.add(std::move(second));
  SliceMaker::Cut no_users;
  no_users.thread = 1;
  no_users.number = 2;
  maker_.add(std::move(no_users));
  await();
  // The last one is given back behind its slice, the first one is there.
  EXPECT_NE(maker_.spare(0), nullptr);
  EXPECT_EQ(mailbox_.take().front().slice.iterations, 2U);
}

TEST_F(SliceMakerTest, AThreadIsIdleWhenItsLastSliceIsMade) {
  mailbox_.setBusy(0);
  auto last = cut(0, 0, 5);
  last.orders = 1;
  EXPECT_FALSE(mailbox_.allIdle());
  maker_.add(std::move(last));
  maker_.add(cut(0, 1, 0));
  maker_.add(cut(1, 1, 0));
  await();
  EXPECT_TRUE(mailbox_.allIdle());
  EXPECT_EQ(mailbox_.take().front().slice.iterations, 5U);
}

TEST_F(SliceMakerTest, ASecondIsJudgedByTheLatenciesOfItsThread) {
  const auto row = recorders_[0].internRow("request-GET", "/", true);
  recorders_[0].record({.row = row, .latency_us = 5'000, .status = 200});
  auto strained = cut(0, 1, 0);
  strained.generator.seconds = 1;
  strained.generator.loop_lag.record(50'000, 100);
  maker_.add(std::move(strained));
  maker_.add(cut(1, 1, 0));
  await();
  const auto slices = mailbox_.take();
  ASSERT_EQ(slices.size(), 1U);
  EXPECT_EQ(slices[0].slice.generator.strains.count("thread 0"), 1U);
}

}  // namespace
}  // namespace hrp::engine
