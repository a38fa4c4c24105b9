#include "engine/run/slice_mailbox.hpp"

#include <gtest/gtest.h>

namespace hrp::engine {
namespace {

stats::Slice iterations(std::uint64_t count) {
  stats::Slice slice;
  slice.iterations = count;
  return slice;
}

TEST(SliceMailbox, TellsWhenEveryThreadHasCome) {
  SliceMailbox mailbox;
  mailbox.reset(2);
  EXPECT_FALSE(mailbox.deliver(0, 1, 0, iterations(3)));
  EXPECT_TRUE(mailbox.deliver(1, 1, 0, iterations(4)));
  const auto slices = mailbox.take();
  ASSERT_EQ(slices.size(), 1U);
  EXPECT_EQ(slices[0].second, 0U);
  EXPECT_EQ(slices[0].slice.iterations, 7U);
  EXPECT_TRUE(mailbox.take().empty());
  EXPECT_FALSE(mailbox.deliver(1, 2, 0, iterations(1)));
  EXPECT_FALSE(mailbox.deliver(1, 3, 0, iterations(1)));
  EXPECT_TRUE(mailbox.deliver(0, 3, 0, iterations(1)));
}

TEST(SliceMailbox, GivesASecondOutInParts) {
  SliceMailbox mailbox;
  mailbox.reset(1);
  EXPECT_TRUE(mailbox.deliver(0, 1, 6, iterations(3)));
  EXPECT_EQ(mailbox.take().front().slice.iterations, 3U);
  EXPECT_TRUE(mailbox.deliver(0, 2, 6, iterations(4)));
  const auto slices = mailbox.take();
  ASSERT_EQ(slices.size(), 1U);
  EXPECT_EQ(slices[0].second, 6U);
  EXPECT_EQ(slices[0].slice.iterations, 4U);
}

TEST(SliceMailbox, GivesEverythingOutAtTheEnd) {
  SliceMailbox mailbox;
  mailbox.reset(2);
  mailbox.setBusy(0);
  mailbox.setBusy(1);
  mailbox.deliverLast(0, 1, 5, iterations(1));
  EXPECT_FALSE(mailbox.allIdle());
  mailbox.deliverLast(1, 1, 4, iterations(2));
  EXPECT_TRUE(mailbox.allIdle());
  const auto slices = mailbox.take();
  ASSERT_EQ(slices.size(), 2U);
  EXPECT_EQ(slices[0].second, 4U);
  EXPECT_EQ(slices[1].second, 5U);
}

TEST(SliceMailbox, AThreadThatWasGivenMoreMeanwhileIsNotIdle) {
  SliceMailbox mailbox;
  mailbox.reset(1);
  mailbox.setBusy(0);
  mailbox.setBusy(0);
  mailbox.deliverLast(0, 1, 0, iterations(1));
  EXPECT_FALSE(mailbox.allIdle());
  mailbox.deliverLast(0, 2, 0, iterations(1));
  EXPECT_TRUE(mailbox.allIdle());
}

TEST(SliceMailbox, LeavesEmptySlicesOut) {
  SliceMailbox mailbox;
  mailbox.reset(1);
  EXPECT_TRUE(mailbox.deliver(0, 1, 0, stats::Slice{}));
  EXPECT_TRUE(mailbox.take().empty());
}

TEST(SliceMailbox, LosesNothingWhenNobodyPolls) {
  SliceMailbox mailbox;
  mailbox.reset(1);
  const auto delivered = static_cast<std::uint32_t>(SliceMailbox::kMaxSeconds * 3);
  for (std::uint32_t second = 0; second < delivered; ++second) {
    EXPECT_TRUE(mailbox.deliver(0, second + 1, second, iterations(1)));
  }
  const auto slices = mailbox.take();
  EXPECT_EQ(slices.size(), SliceMailbox::kMaxSeconds);
  std::uint64_t sum = 0;
  for (const auto& slice : slices) sum += slice.slice.iterations;
  EXPECT_EQ(sum, delivered);
}

}  // namespace
}  // namespace hrp::engine
